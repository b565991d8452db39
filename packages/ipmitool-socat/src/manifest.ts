import { CONSOLE_INTERFACE, defineConsoleInterface } from '@ironbridge/base';
import { ContainerModule } from 'inversify';
import { IpmitoolSocatDriverInfo } from './driver-info.js';
import { IpmiConfig } from './ipmi-config.js';
import { IpmitoolSocatConsole } from './ipmitool-socat-console.js';

/** The console interface `ipmitool-socat`, to be registered by a host. */
export default defineConsoleInterface({
  name: 'ipmitool-socat',
  hardwareTypes: ['ipmi', 'redfish', 'idrac'],
  consoleTypes: ['serial'],
  driverInfo: IpmitoolSocatDriverInfo,
  config: { section: 'ipmi', schema: IpmiConfig },
  module: new ContainerModule(({ bind }) => {
    bind(CONSOLE_INTERFACE).to(IpmitoolSocatConsole).inSingletonScope();
  }),
});
