import type { ConsoleConnection, ConsoleInterface, Task } from '@ironbridge/base';
import { inject, injectable } from 'inversify';
import type { FakeBmcs } from './fake-bmcs.js';
import type { FakeSettings } from './fake-bmc.js';
import type { FakeOptions } from './fake-options.js';
import { FAKE_BMCS } from './tokens.js';

/** What stop has to put back. */
export type FakeState = { readonly found: FakeSettings };

const RUNNING: FakeSettings = { consoleEnabled: true, idleTimeoutMinutes: 0 };

function isRunning({ consoleEnabled, idleTimeoutMinutes }: FakeSettings): boolean {
  return consoleEnabled === RUNNING.consoleEnabled && idleTimeoutMinutes === RUNNING.idleTimeoutMinutes;
}

function connectionOf({
  fake_console_host: host,
  fake_console_port: port,
  fake_console_password: password,
}: FakeOptions): ConsoleConnection {
  return {
    type: 'vnc',
    host,
    port,
    transport: { kind: 'tcp' },
    security: password === undefined ? { kind: 'none' } : { kind: 'vnc', password },
    slots: 64,
    quirks: {},
  };
}

/** Does with an imaginary BMC all that a driver does with a real one, and leads to the VNC server of driver_info. */
@injectable()
export class FakeConsoleInterface implements ConsoleInterface<FakeOptions, FakeState> {
  readonly #bmcs: FakeBmcs;

  public constructor(@inject(FAKE_BMCS) bmcs: FakeBmcs) {
    this.#bmcs = bmcs;
  }

  public validate(): void {
    // The schema says it all.
  }

  public async startConsole(task: Task<FakeOptions, FakeState>): Promise<ConsoleConnection> {
    const { node, options, connection, state, signal, log } = task;
    const bmc = this.#bmcs.of(node);
    const fault = options.fake_console_fail;
    const current = await bmc.read(fault, signal);
    if (connection !== null && isRunning(current)) return connection;
    await task.saveState(state ?? { found: current });
    await bmc.write({ idleTimeoutMinutes: RUNNING.idleTimeoutMinutes }, fault, signal);
    await bmc.write({ consoleEnabled: RUNNING.consoleEnabled }, fault, signal);
    log.info('The imaginary console is on');
    return connectionOf(options);
  }

  public async stopConsole({
    node,
    options,
    state,
    signal,
    log,
  }: Task<FakeOptions, FakeState>): Promise<void> {
    if (state !== null) {
      const bmc = this.#bmcs.of(node);
      const fault = options.fake_console_fail_stop;
      const { consoleEnabled, idleTimeoutMinutes } = state.found;
      await bmc.write({ consoleEnabled }, fault, signal);
      await bmc.write({ idleTimeoutMinutes }, fault, signal);
      log.info('The imaginary console is off');
    }
    this.#bmcs.release(node);
  }

  public getConsole({ connection }: Task<FakeOptions, FakeState>): ConsoleConnection | null {
    return connection;
  }
}
