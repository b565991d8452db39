import {
  ConsoleUnsupportedError,
  type ConsoleConnection,
  type ConsoleInterface,
  type Node,
  type Task,
} from '@ironbridge/base';
import { injectable } from 'inversify';

/** Says of every node that it has no console, as Ironic's NoConsole does. */
@injectable()
export class NoConsoleInterface implements ConsoleInterface {
  public validate({ driver }: Node): void {
    throw new ConsoleUnsupportedError(driver);
  }

  public startConsole({ node }: Task): Promise<ConsoleConnection> {
    return Promise.reject(new ConsoleUnsupportedError(node.driver));
  }

  /** A node may have had another interface before, so this succeeds. */
  public stopConsole(): Promise<void> {
    return Promise.resolve();
  }

  public getConsole(): ConsoleConnection | null {
    return null;
  }
}
