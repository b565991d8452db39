import { CONSOLE_INTERFACE, defineConsoleInterface } from '@ironbridge/base';
import { ContainerModule } from 'inversify';
import { IdracSocatDriverInfo } from './driver-info.js';
import { IdracSocatConsole } from './idrac-socat-console.js';
import { DracConfig } from './drac-config.js';

/** The console interface `idrac-socat`, to be registered by a host. */
export default defineConsoleInterface({
  name: 'idrac-socat',
  hardwareTypes: ['idrac'],
  consoleTypes: ['serial'],
  driverInfo: IdracSocatDriverInfo,
  config: { section: 'drac', schema: DracConfig },
  module: new ContainerModule(({ bind }) => {
    bind(CONSOLE_INTERFACE).to(IdracSocatConsole).inSingletonScope();
  }),
});
