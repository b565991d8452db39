import {
  CONSOLE_INTERFACE,
  defineConsoleInterface,
  secretString,
  type ConsoleConnection,
  type ConsoleInterface,
  type ConsoleInterfaceManifest,
  type ConsoleType,
  type Task,
} from '@ironbridge/base';
import { Secret } from '@ironbridge/common';
import { ContainerModule } from 'inversify';
import { z } from 'zod';

/** An interface whose every call a test decides, and a record of what was called. */
export class ScriptedInterface implements ConsoleInterface {
  public readonly name: string;
  public readonly calls: string[] = [];
  public readonly tasks: Task[] = [];
  public onStart: (task: Task) => Promise<ConsoleConnection> = (task) =>
    Promise.resolve(task.connection ?? this.connection('first'));
  public onStop: (task: Task) => Promise<void> = () => Promise.resolve();

  readonly #consoleTypes: readonly ConsoleType[];

  public constructor(name = 'scripted', consoleTypes: readonly ConsoleType[] = ['vnc']) {
    this.name = name;
    this.#consoleTypes = consoleTypes;
  }

  public connection(password: string, host = '127.0.0.1'): ConsoleConnection {
    return {
      type: 'vnc',
      host,
      port: 5901,
      transport: { kind: 'tcp' },
      security: { kind: 'vnc', password: new Secret(password) },
      slots: 2,
      quirks: {},
    };
  }

  public validate(): void {
    this.calls.push('validate');
  }

  public startConsole(task: Task): Promise<ConsoleConnection> {
    this.calls.push('start');
    this.tasks.push(task);
    return this.onStart(task);
  }

  public stopConsole(task: Task): Promise<void> {
    this.calls.push('stop');
    this.tasks.push(task);
    return this.onStop(task);
  }

  public getConsole(task: Task): ConsoleConnection | null {
    return task.connection;
  }

  public count(call: string): number {
    return this.calls.filter((each) => each === call).length;
  }

  public get manifest(): ConsoleInterfaceManifest {
    return defineConsoleInterface({
      name: this.name,
      hardwareTypes: ['fake-hardware'],
      consoleTypes: this.#consoleTypes,
      driverInfo: z.object({
        scripted_address: z.string().meta({ description: 'Address' }),
        scripted_password: secretString('Password').optional(),
      }),
      module: new ContainerModule(({ bind }) => {
        bind<ConsoleInterface>(CONSOLE_INTERFACE).toConstantValue(this);
      }),
    });
  }
}
