import {
  CONSOLE_INTERFACE,
  ConsoleUnsupportedError,
  HTTP_CLIENT_FACTORY,
  defineConsoleInterface,
  type ConsoleConnection,
  type ConsoleInterface,
  type ConsoleInterfaceManifest,
  type HttpClientFactory,
  type Node,
  type Task,
} from '@ironbridge/base';
import { ContainerModule } from 'inversify';
import { z } from 'zod';

/** An interface without consoles that does it right. */
export class UnsupportedDriver implements ConsoleInterface {
  protected readonly factory: HttpClientFactory;

  public constructor(factory: HttpClientFactory) {
    this.factory = factory;
  }

  public validate({ driver }: Node): void {
    throw new ConsoleUnsupportedError(driver);
  }

  public startConsole({ node }: Task): Promise<ConsoleConnection> {
    return Promise.reject(new ConsoleUnsupportedError(node.driver));
  }

  public stopConsole(): Promise<void> {
    return Promise.resolve();
  }

  public getConsole(): ConsoleConnection | null {
    return null;
  }
}

export function unsupportedManifest(
  driver: new (factory: HttpClientFactory) => ConsoleInterface,
): ConsoleInterfaceManifest {
  return defineConsoleInterface({
    name: 'unsupported',
    hardwareTypes: ['fake-hardware'],
    consoleTypes: [],
    driverInfo: z.object({}),
    module: new ContainerModule(({ bind }) => {
      bind(CONSOLE_INTERFACE).toResolvedValue((factory) => new driver(factory), [HTTP_CLIENT_FACTORY]);
    }),
  });
}
