import { ConsoleInterfaceRegistry, createHostContainer, type Node, type Task } from '@ironbridge/base';
import { Deadline, silentLogger } from '@ironbridge/common';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fixedKvm from './support/fixed-kvm.js';

describe('The driver of the README', () => {
  it('is the one that is compiled and tested here', () => {
    const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
    expect(readme).toContain(readFileSync(join(__dirname, 'support/fixed-kvm.ts'), 'utf8'));
  });

  it('can be registered, enabled, selected and started', async () => {
    const registry = new ConsoleInterfaceRegistry(createHostContainer());
    registry.register(fixedKvm);
    await registry.enable(['fixed-kvm']);
    const node: Node = {
      uuid: '2f9f3c0e-6f5b-4c8e-9b77-6a1f5a0c9d11',
      name: null,
      driver: 'ipmi',
      driverInfo: { kvm_address: '192.0.2.10' },
      consoleInterface: null,
    };
    registry.validate(node);
    const task: Task = {
      node,
      options: { kvm_address: '192.0.2.10' },
      connection: null,
      state: null,
      saveState: () => Promise.resolve(),
      signal: new AbortController().signal,
      deadline: Deadline.after(1000),
      log: silentLogger,
      warn: () => undefined,
      requestId: 'req-1',
    };
    const connection = await registry.select(node).instance.startConsole(task);
    expect(connection).toMatchObject({ type: 'vnc', host: '192.0.2.10', port: 5900 });
  });
});
