import { CONSOLE_INTERFACE, defineConsoleInterface } from '@ironbridge/base';
import { ContainerModule } from 'inversify';
import { MyKvmConfig } from './config.js';
import { MyKvmDriverInfo } from './driver-info.js';
import { MyKvmInterface } from './my-kvm-interface.js';

/** The console interface `my-kvm`. */
export default defineConsoleInterface({
  name: 'my-kvm',
  hardwareTypes: ['redfish', 'ipmi'],
  consoleTypes: ['vnc'],
  driverInfo: MyKvmDriverInfo,
  config: { section: 'my_kvm', schema: MyKvmConfig },
  module: new ContainerModule(({ bind }) => {
    bind(CONSOLE_INTERFACE).to(MyKvmInterface).inSingletonScope();
  }),
});
