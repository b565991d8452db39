import { CONSOLE_INTERFACE, defineConsoleInterface } from '@ironbridge/base';
import { ContainerModule } from 'inversify';
import { RedfishVncDriverInfo } from './driver-info.js';
import { RedfishVncConsole } from './redfish-vnc-console.js';

/** The console interface `redfish-vnc`, to be registered by a host. */
export default defineConsoleInterface({
  name: 'redfish-vnc',
  hardwareTypes: ['redfish', 'idrac'],
  consoleTypes: ['vnc'],
  driverInfo: RedfishVncDriverInfo,
  module: new ContainerModule(({ bind }) => {
    bind(CONSOLE_INTERFACE).to(RedfishVncConsole).inSingletonScope();
  }),
});
