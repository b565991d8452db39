import type { ProcessRunner } from '@ironbridge/base';
import type { Deadline } from '@ironbridge/common';
import { SshLoginMethodError } from './errors.js';
import type { IdracAccess } from './idrac-access.js';
import {
  SERIAL_REDIRECTION_COMMAND,
  parseSerialRedirection,
  type SerialRedirection,
} from './serial-redirection.js';
import { sshCall, type LoginMethod, type SshCall, type SshCallOptions } from './ssh-call.js';
import { SSH_FAILED, offeredMethods, serverName, sshFailure } from './ssh-failure.js';

/** A server that takes so long to answer is given up, in seconds. */
const CONNECT_TIMEOUT_S = 15;

/** One that lets us in and then hangs is, too, in milliseconds. */
const ANSWER_TIMEOUT_MS = 20_000;

/** iDRAC9 takes passwords only as answers to a question; older ones and others take them as such too. */
const METHODS: readonly LoginMethod[] = ['keyboard-interactive', 'password'];

export interface IdracSshContext {
  readonly runner: ProcessRunner;
  readonly access: IdracAccess;
  readonly knownHostsFile: string;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
}

/** Asks one iDRAC over SSH: each question is one process and one connection. */
export class IdracSsh {
  readonly #context: IdracSshContext;

  public constructor(context: IdracSshContext) {
    this.#context = context;
  }

  /**
   * Hears how the server takes a password, without offering one, and pins its key where none is known.
   *
   * @throws SshLoginMethodError, and what {@link sshFailure} tells
   */
  public async loginMethod(): Promise<LoginMethod> {
    const { exitCode, stderr } = await this.#run(undefined, 'exit');
    const offered = offeredMethods(stderr);
    if (offered === undefined) {
      // Whoever needs no password takes any.
      if (exitCode !== SSH_FAILED) return 'password';
      throw sshFailure(stderr, this.#context);
    }
    const method = METHODS.find((candidate) => offered.includes(candidate));
    if (method !== undefined) return method;
    throw new SshLoginMethodError(serverName(this.#context.access), offered.join(', '));
  }

  /**
   * Logs in, once, and reads how the iDRAC passes its serial line on.
   *
   * @throws SshCredentialsError, and what else {@link sshFailure} tells
   */
  public async serialRedirection(loginMethod: LoginMethod): Promise<SerialRedirection> {
    const { exitCode, stdout, stderr } = await this.#run(loginMethod, SERIAL_REDIRECTION_COMMAND);
    if (exitCode === SSH_FAILED || exitCode === null) throw sshFailure(stderr, this.#context);
    return parseSerialRedirection(stdout);
  }

  /** How to call ssh for the console itself. */
  public static console(options: Pick<SshCallOptions, 'access' | 'knownHostsFile' | 'loginMethod'>): SshCall {
    return sshCall({ ...options, connectTimeoutS: CONNECT_TIMEOUT_S, hasTerminal: true }, 'console com2');
  }

  #run(loginMethod: LoginMethod | undefined, command: string): ReturnType<ProcessRunner['run']> {
    const { runner, access, knownHostsFile, deadline, signal } = this.#context;
    const call = sshCall(
      { access, knownHostsFile, loginMethod, connectTimeoutS: CONNECT_TIMEOUT_S, hasTerminal: false },
      command,
    );
    return runner.run(call, { deadline: deadline.atMost(ANSWER_TIMEOUT_MS), signal });
  }
}
