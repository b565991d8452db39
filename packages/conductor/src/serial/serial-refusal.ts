import type { ConsolePublisher, PublishedConsole, StartedConsole } from '../console-publisher.js';
import { SerialDisabledError } from './serial-errors.js';

/** Stands in for the hub of a conductor that shares no serial lines: it publishes what proxies can dial by themselves. */
export class SerialRefusal implements ConsolePublisher {
  public expect(): void {
    // Nobody can come.
  }

  public publish({ connection, interfaceName, address }: StartedConsole): Promise<PublishedConsole> {
    if (connection.type === 'serial') return Promise.reject(new SerialDisabledError(interfaceName));
    return Promise.resolve({ publication: { connection, socatUrl: null }, address });
  }

  public withdraw(): Promise<void> {
    return Promise.resolve();
  }
}
