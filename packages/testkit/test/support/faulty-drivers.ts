import type { ConsoleConnection, Node } from '@ironbridge/base';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { ReferenceSettings } from './reference-bmc.js';
import {
  RUNNING,
  ReferenceDriver,
  ReferenceError,
  type ReferenceOptions,
  type Client,
  type ReferenceState,
  type ReferenceTask,
} from './reference-driver.js';

export class ReturnsUndeclaredType extends ReferenceDriver {
  public override connection({ options }: ReferenceTask): ConsoleConnection {
    return { type: 'serial', transport: { kind: 'tcp', host: options.reference_address, port: 7000 } };
  }
}

export class SetsAgain extends ReferenceDriver {
  readonly #started = new Set<string>();

  public override async startConsole(task: ReferenceTask): Promise<ConsoleConnection> {
    if (this.#started.has(task.node.uuid) && task.state !== null) {
      await this.set(this.open(task), task, task.state);
    }
    const connection = await super.startConsole(task);
    this.#started.add(task.node.uuid);
    return connection;
  }
}

export class TrustsOnlyItsMemory extends ReferenceDriver {
  readonly #started = new Set<string>();

  public override async startConsole(task: ReferenceTask): Promise<ConsoleConnection> {
    const isKnown = this.#started.has(task.node.uuid);
    const connection = await super.startConsole(isKnown ? task : { ...task, connection: null });
    this.#started.add(task.node.uuid);
    return connection;
  }
}

export class TrustsTheTask extends ReferenceDriver {
  public override async startConsole(task: ReferenceTask): Promise<ConsoleConnection> {
    return task.connection ?? super.startConsole(task);
  }
}

export class WarnsOnce extends ReferenceDriver {
  public override async startConsole(task: ReferenceTask): Promise<ConsoleConnection> {
    if (task.connection === null) task.warn('The firmware of this BMC is old; update it');
    return super.startConsole(task);
  }
}

export class StartsOnce extends ReferenceDriver {
  readonly #stopped = new Set<string>();

  public override async stopConsole(task: ReferenceTask): Promise<void> {
    await super.stopConsole(task);
    this.#stopped.add(task.node.uuid);
  }

  public override async set(client: Client, task: ReferenceTask, state: ReferenceState): Promise<void> {
    if (!this.#stopped.has(task.node.uuid)) await super.set(client, task, state);
  }
}

export class ForgetsWhatItFound extends ReferenceDriver {
  public override startConsole(task: ReferenceTask): Promise<ConsoleConnection> {
    return super.startConsole({ ...task, state: null });
  }
}

export class SharesItsClient extends ReferenceDriver {
  #client: Client | undefined;

  public override open(task: ReferenceTask): Client {
    this.#client = super.open(task);
    return this.#client;
  }

  public override set(client: Client, task: ReferenceTask, state: ReferenceState): Promise<void> {
    return super.set(this.#client ?? client, task, state);
  }
}

export class ChangesBeforeItSaves extends ReferenceDriver {
  public override async startConsole(task: ReferenceTask): Promise<ConsoleConnection> {
    if (task.connection === null) await this.send(this.open(task), task, 'put', '/password', 'early');
    return super.startConsole(task);
  }
}

export class IgnoresRefusedSaves extends ReferenceDriver {
  public override startConsole(task: ReferenceTask): Promise<ConsoleConnection> {
    return super.startConsole({
      ...task,
      saveState: (state) => task.saveState(state).catch(() => undefined),
    });
  }
}

export class IgnoresItsSignal extends ReferenceDriver {
  public override startConsole(task: ReferenceTask): Promise<ConsoleConnection> {
    return super.startConsole({ ...task, signal: new AbortController().signal });
  }
}

export class WritesWithoutAStart extends ReferenceDriver {
  public override async stopConsole(task: ReferenceTask): Promise<void> {
    if (task.state === null) await this.send(this.open(task), task, 'put', '/password', 'to be safe');
    await super.stopConsole(task);
  }
}

export class RefusesToStopTwice extends ReferenceDriver {
  public override async restore(
    client: Client,
    task: ReferenceTask,
    state: ReferenceState,
    current: ReferenceSettings,
  ): Promise<void> {
    if (task.connection !== null && isDeepStrictEqual(current, state.found)) {
      throw new ReferenceError('unavailable', 'There is nothing to stop');
    }
    await super.restore(client, task, state, current);
  }
}

export class RestoresHalf extends ReferenceDriver {
  readonly #started = new Set<string>();

  public override async startConsole(task: ReferenceTask): Promise<ConsoleConnection> {
    const connection = await super.startConsole(task);
    this.#started.add(task.node.uuid);
    return connection;
  }

  public override restore(
    client: Client,
    task: ReferenceTask,
    { found, password }: ReferenceState,
    current: ReferenceSettings,
  ): Promise<void> {
    const isOurs = this.#started.has(task.node.uuid);
    const back = isOurs ? { ...found, timeoutSeconds: current.timeoutSeconds } : found;
    return super.restore(client, task, { found: back, password }, current);
  }
}

export class SavesInTwoSteps extends ReferenceDriver {
  public override startConsole(task: ReferenceTask): Promise<ConsoleConnection> {
    return super.startConsole({
      ...task,
      saveState: async (state) => {
        await task.saveState({ ...state, found: { enabled: false, timeoutSeconds: 0 } });
        await task.saveState(state);
      },
    });
  }
}

export class LeavesHalfAConsole extends ReferenceDriver {
  public override async restore(
    client: Client,
    task: ReferenceTask,
    state: ReferenceState,
    current: ReferenceSettings,
  ): Promise<void> {
    const isWhole = isDeepStrictEqual(current, RUNNING);
    if (task.connection !== null || isWhole) await super.restore(client, task, state, current);
  }
}

export class SaysItStoppedTooEarly extends ReferenceDriver {
  public override async stopConsole(task: ReferenceTask): Promise<void> {
    if (task.state === null || task.state.password === 'stopped') return;
    await task.saveState({ ...task.state, password: 'stopped' });
    await super.stopConsole(task);
  }
}

export class LeavesUnrecordedConsoles extends ReferenceDriver {
  public override async restore(
    client: Client,
    task: ReferenceTask,
    state: ReferenceState,
    current: ReferenceSettings,
  ): Promise<void> {
    const isWhole = isDeepStrictEqual(current, RUNNING);
    if (task.connection !== null || !isWhole) await super.restore(client, task, state, current);
  }
}

export class ForgetsConnections extends ReferenceDriver {
  public override getConsole(): ConsoleConnection | null {
    return null;
  }
}

export class AsksOnGet extends ReferenceDriver {
  public override getConsole(task: ReferenceTask): ConsoleConnection | null {
    this.read(this.open(task), task).catch(() => undefined);
    return task.connection;
  }
}

export class AsksOnValidate extends ReferenceDriver {
  public override validate(node: Node, options: ReferenceOptions): void {
    this.factory({ baseURL: `http://${options.reference_address}` })
      .get('/settings', { validateStatus: null })
      .catch(() => undefined);
    super.validate(node, options);
  }
}

export class CallsRefusalsUnavailable extends ReferenceDriver {
  public override refusal(): Error {
    return new ReferenceError('unavailable', 'Try again');
  }
}

export class TriesTwice extends ReferenceDriver {
  public override read(client: Client, task: ReferenceTask): Promise<ReferenceSettings> {
    return super.read(client, task).catch(() => super.read(client, task));
  }
}

export class LogsThePassword extends ReferenceDriver {
  public override prepare(found: ReferenceSettings): ReferenceState {
    const state = super.prepare(found);
    this.log.child({ state }).trace('About to set this');
    return state;
  }
}

export class ThrowsThePassword extends ReferenceDriver {
  public override refusal(client: Client): Error {
    const cause = new ReferenceError('refused', `Not ${client.defaults.auth?.password ?? ''}`);
    return Object.assign(super.refusal(client), { cause });
  }
}

export class ShowsThePassword extends ReferenceDriver {
  public override connection(task: ReferenceTask, state: ReferenceState): ConsoleConnection {
    const path = `/kvm?key=${state.password}`;
    const transport = {
      kind: 'websocket',
      scheme: 'wss',
      path,
      verifyCa: true,
      login: { kind: 'none' },
    } as const;
    const connection = super.connection(task, state);
    return connection.type === 'vnc' ? { ...connection, transport } : connection;
  }
}

export class PassesThePasswordToAProcess extends ReferenceDriver {
  public override async set(client: Client, task: ReferenceTask, state: ReferenceState): Promise<void> {
    await once(spawn('true', [`--password=${state.password}`], { stdio: 'ignore' }), 'close');
    await super.set(client, task, state);
  }
}
