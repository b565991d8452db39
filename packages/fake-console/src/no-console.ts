import {
  CONSOLE_INTERFACE,
  HARDWARE_TYPES,
  defineConsoleInterface,
  type ConsoleInterfaceManifest,
} from '@ironbridge/base';
import { ContainerModule } from 'inversify';
import { z } from 'zod';
import { NoConsoleInterface } from './no-console-interface.js';

/** The console interface `no-console`, for every hardware type: the node has none. */
export const noConsole: ConsoleInterfaceManifest = defineConsoleInterface({
  name: 'no-console',
  hardwareTypes: HARDWARE_TYPES.map(({ name }) => name),
  consoleTypes: [],
  driverInfo: z.object({}),
  module: new ContainerModule(({ bind }) => {
    bind(CONSOLE_INTERFACE).to(NoConsoleInterface).inSingletonScope();
  }),
});
