import type { Node } from '@ironbridge/base';
import { randomUUID } from 'node:crypto';
import { createConductor, type Conductor } from '../src/index.js';
import { ScriptedInterface } from './support/scripted-interface.js';

describe('createConductor', () => {
  const node: Node = {
    uuid: randomUUID(),
    name: null,
    driver: 'fake-hardware',
    driverInfo: { scripted_address: '127.0.0.1' },
    consoleInterface: 'scripted',
  };
  let scripted: ScriptedInterface;
  let other: ScriptedInterface;
  let conductor: Conductor;

  beforeEach(async () => {
    scripted = new ScriptedInterface();
    other = new ScriptedInterface('other');
    conductor = await createConductor({
      interfaces: [scripted.manifest, other.manifest],
      enabledConsoleInterfaces: ['scripted', 'other'],
    });
  });

  it('starts, gets and stops a console', async () => {
    const connection = await conductor.startConsole(node);
    await expect(conductor.getConsole(node)).resolves.toEqual(connection);
    await conductor.stopConsole(node);
    await expect(conductor.getConsole(node)).resolves.toBeNull();
  });

  it('does not hand what one interface saved to another', async () => {
    await conductor.startConsole(node);
    await expect(conductor.startConsole({ ...node, consoleInterface: 'other' })).rejects.toMatchObject({
      code: 'ERR_INTERFACE_CHANGED',
    });
    expect(other.count('start')).toBe(0);
    await conductor.stopConsole(node);
    expect(scripted.count('stop')).toBe(1);
    await conductor.startConsole({ ...node, consoleInterface: 'other' });
    expect(other.count('start')).toBe(1);
  });
});
