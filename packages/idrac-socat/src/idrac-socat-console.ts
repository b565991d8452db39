import {
  CLOCK,
  CONSOLE_CONFIG,
  PROCESS_RUNNER,
  SUBPROCESS_SETTINGS,
  type ConsoleConnection,
  type ConsoleInterface,
  type ProcessRunner,
  type SerialConnection,
  type SubprocessSettings,
  type Task,
} from '@ironbridge/base';
import type { Clock } from '@ironbridge/common';
import { SocatKeeper, digestOfProgram } from '@ironbridge/socat';
import { inject, injectable } from 'inversify';
import type { IdracSocatOptions } from './driver-info.js';
import { SerialRedirectionDisabledError } from './errors.js';
import { idracAccess } from './idrac-access.js';
import { IdracSsh } from './idrac-ssh.js';
import { parseState, type IdracSocatState } from './idrac-socat-state.js';
import { prepareKnownHosts } from './prepare-known-hosts.js';
import type { LoginMethod, SshCall } from './ssh-call.js';
import type { DracOptions } from './drac-config.js';
import { serverName } from './ssh-failure.js';

/** The console interface `idrac-socat`: the iDRAC's `console com2` over ssh, which socat starts for whoever connects. */
@injectable()
export class IdracSocatConsole implements ConsoleInterface<IdracSocatOptions> {
  readonly #runner: ProcessRunner;
  readonly #knownHostsFile: string;
  readonly #keeper: SocatKeeper;

  public constructor(
    @inject(PROCESS_RUNNER) runner: ProcessRunner,
    @inject(SUBPROCESS_SETTINGS) settings: SubprocessSettings,
    @inject(CLOCK) clock: Clock,
    @inject(CONSOLE_CONFIG) config: DracOptions,
  ) {
    this.#runner = runner;
    this.#knownHostsFile = config.ssh_known_hosts_file;
    this.#keeper = new SocatKeeper(runner, settings, clock);
  }

  /** All that can be checked offline is in the schema. */
  public validate(): void {
    return;
  }

  public async startConsole(task: Task<IdracSocatOptions>): Promise<ConsoleConnection> {
    const { uuid } = task.node;
    const state = parseState(task.state);
    // The iDRAC is not asked: the session that runs is the proof, and whoever holds it tells when it breaks.
    if (task.connection !== null && state !== null) {
      const present = this.#program(task.options, state.loginMethod);
      if (await this.#keeper.isServing(uuid, present, state)) return task.connection;
    }

    await this.#keeper.end(uuid);
    const { loginMethod, quitByte } = await this.#login(task);
    const program = this.#program(task.options, loginMethod);
    const next: IdracSocatState = { version: 1, digest: digestOfProgram(program), loginMethod, socat: null };
    await task.saveState(next);
    const socat = await this.#keeper.start(uuid, { ...program, getsHangUp: true }, task);
    await task.saveState({ ...next, socat: { ...socat } });
    return this.#connection(uuid, quitByte);
  }

  /** Ends the processes of the console; the iDRAC ends a session whose connection is gone. */
  public async stopConsole(task: Task<IdracSocatOptions>): Promise<void> {
    await this.#keeper.end(task.node.uuid);
  }

  public getConsole(task: Task<IdracSocatOptions>): ConsoleConnection | null {
    return task.connection;
  }

  /** @throws SerialRedirectionDisabledError, KnownHostsFileError, and the errors of IdracSsh */
  async #login(task: Task<IdracSocatOptions>): Promise<{ loginMethod: LoginMethod; quitByte: number }> {
    const access = idracAccess(task.options);
    if (access.hostKey === undefined) await prepareKnownHosts(this.#knownHostsFile);
    const { deadline, signal } = task;
    const idrac = new IdracSsh({
      ...{ runner: this.#runner, access, knownHostsFile: this.#knownHostsFile },
      ...{ deadline, signal },
    });
    const loginMethod = await idrac.loginMethod();
    const { isEnabled, quitByte } = await idrac.serialRedirection(loginMethod);
    if (isEnabled === false) throw new SerialRedirectionDisabledError(serverName(access));
    return { loginMethod, quitByte };
  }

  #program(options: IdracSocatOptions, loginMethod: LoginMethod): SshCall {
    const access = idracAccess(options);
    return IdracSsh.console({ access, knownHostsFile: this.#knownHostsFile, loginMethod });
  }

  #connection(uuid: string, quitByte: number): SerialConnection {
    return {
      type: 'serial',
      transport: { kind: 'unix', path: this.#keeper.socketPath(uuid) },
      greeting: 'Connected to Serial Device 2.',
      farewells: [
        'Connection to ',
        'Connection reset',
        'Connection closed',
        'Read from remote host',
        'Timeout, server',
        'client_loop:',
      ],
      escape: {
        byte: quitByte,
        atLineStart: false,
        literal: 'impossible',
        leaveSequence: String.fromCharCode(quitByte),
      },
    };
  }
}
