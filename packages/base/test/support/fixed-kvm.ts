import {
  CONSOLE_INTERFACE,
  defineConsoleInterface,
  type ConsoleConnection,
  type ConsoleInterface,
  type Task,
} from '@ironbridge/base';
import { ContainerModule, injectable } from 'inversify';
import { z } from 'zod';

const Options = z.object({
  kvm_address: z.string().meta({ description: 'Address of the KVM switch' }),
});
type KvmTask = Task<z.output<typeof Options>>;

@injectable()
class FixedKvm implements ConsoleInterface<z.output<typeof Options>> {
  public validate(): void {
    // The schema says it all.
  }

  public startConsole({ options }: KvmTask): Promise<ConsoleConnection> {
    return Promise.resolve({
      type: 'vnc',
      host: options.kvm_address,
      port: 5900,
      transport: { kind: 'tcp' },
      security: { kind: 'none' },
      slots: 1,
      quirks: {},
    });
  }

  public stopConsole(): Promise<void> {
    return Promise.resolve();
  }

  public getConsole({ connection }: KvmTask): ConsoleConnection | null {
    return connection;
  }
}

export default defineConsoleInterface({
  name: 'fixed-kvm',
  hardwareTypes: ['ipmi', 'redfish'],
  consoleTypes: ['vnc'],
  driverInfo: Options,
  module: new ContainerModule(({ bind }) => {
    bind(CONSOLE_INTERFACE).to(FixedKvm).inSingletonScope();
  }),
});
