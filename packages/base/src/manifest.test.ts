import { ContainerModule } from 'inversify';
import { z } from 'zod';
import { CONTRACT_VERSION, defineConsoleInterface } from './manifest.js';

describe('defineConsoleInterface', () => {
  const manifest = defineConsoleInterface({
    name: 'my-kvm',
    hardwareTypes: ['idrac'],
    consoleTypes: ['vnc'],
    driverInfo: z.object({}),
    module: new ContainerModule(() => undefined),
  });

  it('adds the version of the contract', () => {
    expect(manifest.contractVersion).toBe(CONTRACT_VERSION);
  });

  it('makes data that nobody can change', () => {
    expect(() => Object.assign(manifest, { name: 'yours' })).toThrow(TypeError);
    expect(manifest.name).toBe('my-kvm');
  });
});
