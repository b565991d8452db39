import {
  CLOCK,
  CONSOLE_CONFIG,
  DriverInfoError,
  PROCESS_RUNNER,
  SUBPROCESS_SETTINGS,
  type ConsoleConnection,
  type ConsoleInterface,
  type Node,
  type ProcessRunner,
  type SerialConnection,
  type SubprocessSettings,
  type Task,
} from '@ironbridge/base';
import type { Clock } from '@ironbridge/common';
import { SocatKeeper, digestOfProgram } from '@ironbridge/socat';
import { inject, injectable } from 'inversify';
import { bridgingProblem } from './bridging-problem.js';
import type { IpmitoolSocatOptions } from './driver-info.js';
import { SolBusyError, SolDisabledError } from './errors.js';
import type { IpmiOptions } from './ipmi-config.js';
import { ipmitoolCall, type IpmitoolCall } from './ipmitool-call.js';
import { parseState, type IpmitoolSocatState } from './ipmitool-socat-state.js';
import { Ipmitool } from './ipmitool.js';
import { SOL_STATUS_COMMANDS, parseSolStatus } from './sol-status.js';
import { warnOfWeaknesses } from './warn-of-weaknesses.js';

const DEACTIVATE = 'sol deactivate';

/** The console interface `ipmitool-socat`: serial over LAN by ipmitool, which socat starts for whoever connects. */
@injectable()
export class IpmitoolSocatConsole implements ConsoleInterface<IpmitoolSocatOptions> {
  readonly #runner: ProcessRunner;
  readonly #clock: Clock;
  readonly #config: IpmiOptions;
  readonly #keeper: SocatKeeper;

  public constructor(
    @inject(PROCESS_RUNNER) runner: ProcessRunner,
    @inject(SUBPROCESS_SETTINGS) settings: SubprocessSettings,
    @inject(CLOCK) clock: Clock,
    @inject(CONSOLE_CONFIG) config: IpmiOptions,
  ) {
    this.#runner = runner;
    this.#clock = clock;
    this.#config = config;
    this.#keeper = new SocatKeeper(runner, settings, clock);
  }

  /** @throws DriverInfoError for keys that do not go together */
  public validate(_node: Node, options: IpmitoolSocatOptions): void {
    if (options.ipmi_protocol_version === '1.5') {
      const cipherSuites =
        options.ipmi_cipher_suite === undefined ? '' : 'Cipher suites cannot be used with IPMI 1.5. ';
      throw new DriverInfoError(
        `${cipherSuites}Serial over lan only works with IPMI protocol version 2.0. ` +
          "Check the 'ipmi_protocol_version' parameter in node's driver_info",
        ['ipmi_protocol_version'],
      );
    }
    const problem = bridgingProblem(options);
    if (problem !== undefined) throw problem;
  }

  public async startConsole(task: Task<IpmitoolSocatOptions>): Promise<ConsoleConnection> {
    this.validate(task.node, task.options);
    warnOfWeaknesses(task.options, this.#config, task);
    const { uuid } = task.node;
    const state = parseState(task.state);
    // The BMC is not asked: the session that runs is the proof, and whoever holds it tells when it breaks.
    if (task.connection !== null && state !== null) {
      const present = this.#program(task.options, state.cipherSuite ?? undefined);
      if (await this.#keeper.isServing(uuid, present, state)) return task.connection;
    }

    const ended = await this.#keeper.end(uuid);
    const ipmitool = this.#ipmitool(task, state);
    await this.#freeSol(task, ipmitool, state, ended);
    const program = this.#program(task.options, ipmitool.cipherSuite);
    const next: IpmitoolSocatState = {
      version: 1,
      cipherSuite: ipmitool.cipherSuite ?? null,
      digest: digestOfProgram(program),
      socat: null,
      mayHoldSol: true,
    };
    await task.saveState(next);
    const socat = await this.#keeper.start(uuid, program, task);
    await task.saveState({ ...next, socat: { ...socat } });
    return this.#connection(uuid);
  }

  /** Ends the processes of the console, and the session that they may have left on the BMC. */
  public async stopConsole(task: Task<IpmitoolSocatOptions>): Promise<void> {
    const state = parseState(task.state);
    await this.#keeper.end(task.node.uuid);
    if (state?.mayHoldSol === true) await this.#ipmitool(task, state).run([DEACTIVATE]);
  }

  public getConsole(task: Task<IpmitoolSocatOptions>): ConsoleConnection | null {
    return task.connection;
  }

  /**
   * Asks the BMC, in one session, whether a session for the serial line can be had. A slot that is taken by what an earlier
   * life of this host left behind is freed; a stranger keeps it.
   *
   * @param ended how many processes of this console had been left
   * @throws SolDisabledError, SolBusyError, and the errors of Ipmitool
   */
  async #freeSol(
    task: Task<IpmitoolSocatOptions>,
    ipmitool: Ipmitool,
    state: IpmitoolSocatState | null,
    ended: number,
  ): Promise<void> {
    const { ipmi_address: address } = task.options;
    const { isEnabled, isActive } = parseSolStatus(await ipmitool.run(SOL_STATUS_COMMANDS));
    if (isEnabled === false) throw new SolDisabledError(address);
    if (isActive !== true) return;
    // Where socat waited alone, ipmitool had taken leave: the session is somebody else's.
    const isOurs = state?.mayHoldSol === true && ended !== 1;
    if (state !== null) await task.saveState({ ...state, socat: null, mayHoldSol: false });
    if (!isOurs) throw new SolBusyError(address);
    task.log.info('Ending the session that this console left on the BMC');
    const after = parseSolStatus(await ipmitool.run([DEACTIVATE, ...SOL_STATUS_COMMANDS]));
    if (after.isActive === true) throw new SolBusyError(address);
  }

  #program(options: IpmitoolSocatOptions, cipherSuite: string | undefined): IpmitoolCall {
    const storesPasswordInEnv = this.#config.store_cred_in_env;
    return ipmitoolCall({ options, cipherSuite, storesPasswordInEnv }, () => ['sol', 'activate']);
  }

  #ipmitool(task: Task<IpmitoolSocatOptions>, state: IpmitoolSocatState | null): Ipmitool {
    const { options, deadline, signal, log } = task;
    return new Ipmitool({
      ...{ runner: this.#runner, config: this.#config, clock: this.#clock },
      ...{ options, deadline, signal, log },
      knownCipherSuite: state?.cipherSuite,
    });
  }

  #connection(uuid: string): SerialConnection {
    return {
      type: 'serial',
      transport: { kind: 'unix', path: this.#keeper.socketPath(uuid) },
      greeting: '[SOL Session operational.  Use ~? for help]',
      farewells: ['SOL session closed', 'Error', 'Info: SOL', '[terminated ipmitool]'],
      escape: {
        byte: 0x7e,
        atLineStart: true,
        literal: 'doubled',
        breakSequence: '~B',
        leaveSequence: '~.',
      },
    };
  }
}
