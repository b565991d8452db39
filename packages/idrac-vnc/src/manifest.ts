import { CONSOLE_INTERFACE, defineConsoleInterface } from '@ironbridge/base';
import { ContainerModule } from 'inversify';
import { IdracVncDriverInfo } from './driver-info.js';
import { IdracVncConsole } from './idrac-vnc-console.js';

/** The console interface `idrac-vnc`, to be registered by a host. */
export default defineConsoleInterface({
  name: 'idrac-vnc',
  hardwareTypes: ['idrac'],
  consoleTypes: ['vnc'],
  driverInfo: IdracVncDriverInfo,
  module: new ContainerModule(({ bind }) => {
    bind(CONSOLE_INTERFACE).to(IdracVncConsole).inSingletonScope();
  }),
});
