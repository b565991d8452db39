import { CONSOLE_INTERFACE, defineConsoleInterface, type ConsoleInterfaceManifest } from '@ironbridge/base';
import { ContainerModule } from 'inversify';
import { MemoryFakeBmcs, type FakeBmcs } from './fake-bmcs.js';
import { FakeConsoleInterface } from './fake-console-interface.js';
import { FakeOptionsSchema } from './fake-options.js';
import { FAKE_BMCS } from './tokens.js';

/** The interface `fake`, speaking to the given BMCs: for a test that wants to look at them. */
export function createFake(bmcs: FakeBmcs): ConsoleInterfaceManifest {
  return defineConsoleInterface({
    name: 'fake',
    hardwareTypes: ['fake-hardware'],
    consoleTypes: ['vnc'],
    driverInfo: FakeOptionsSchema,
    module: new ContainerModule(({ bind }) => {
      bind(FAKE_BMCS).toConstantValue(bmcs);
      bind(CONSOLE_INTERFACE).to(FakeConsoleInterface).inSingletonScope();
    }),
  });
}

/** The console interface `fake`: a BMC in memory, and the VNC server that driver_info names. */
export const fake: ConsoleInterfaceManifest = createFake(new MemoryFakeBmcs());
