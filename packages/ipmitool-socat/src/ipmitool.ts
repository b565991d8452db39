import type { ProcessRunner } from '@ironbridge/base';
import { Secret, isIronbridgeError, type Clock, type Deadline, type Logger } from '@ironbridge/common';
import type { IpmitoolSocatOptions } from './driver-info.js';
import { IpmiCipherSuiteError, IpmiCredentialsError } from './errors.js';
import type { IpmiOptions } from './ipmi-config.js';
import { ipmitoolCall } from './ipmitool-call.js';
import { ipmitoolFailure } from './ipmitool-failure.js';

const DEFAULT_PORT = 623;

export interface IpmitoolContext {
  readonly runner: ProcessRunner;
  readonly config: IpmiOptions;
  readonly clock: Clock;
  readonly options: IpmitoolSocatOptions;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** The cipher suite that worked before. */
  readonly knownCipherSuite: string | null | undefined;
}

/** Gives commands to one BMC: each {@link run} is one process and one session, whatever the number of commands. */
export class Ipmitool {
  readonly #context: IpmitoolContext;
  readonly #suites: (string | undefined)[];

  public constructor(context: IpmitoolContext) {
    this.#context = context;
    this.#suites = [...cipherSuitesOf(context)];
  }

  /** The one that worked last, or is tried next; undefined leaves the choice to ipmitool. */
  public get cipherSuite(): string | undefined {
    return this.#suites[0];
  }

  /**
   * @returns what ipmitool printed; a command that fails does not keep the others from being given
   * @throws IpmiCredentialsError, IpmiCipherSuiteError, BmcBusyError, BmcUnreachableError
   */
  public async run(commands: readonly string[]): Promise<string> {
    const { config, deadline, clock, signal, log } = this.#context;
    const retriesUntil = deadline.atMost(config.command_retry_timeout);
    for (let attempt = 1; ; attempt += 1) {
      const beganMs = clock.monotonicMs();
      try {
        return await this.#runWithSuites(commands);
      } catch (error) {
        const isRepeatable = isIronbridgeError(error) && error.kind === 'unavailable';
        const nextMs = config.min_command_interval + (clock.monotonicMs() - beganMs);
        // Rather the reason than a time-out: the next attempt would not come to its end.
        if (!isRepeatable || retriesUntil.remainingMs <= nextMs) throw error;
        log.debug({ attempt, err: error }, 'A command to the BMC failed; trying again');
        await clock.sleep(config.min_command_interval, signal);
      }
    }
  }

  async #runWithSuites(commands: readonly string[]): Promise<string> {
    const tried: string[] = [];
    for (;;) {
      try {
        if (this.cipherSuite !== undefined) tried.push(this.cipherSuite);
        return await this.#runOnce(commands, tried);
      } catch (error) {
        if (!(error instanceof IpmiCipherSuiteError) || this.#suites.length === 1) throw error;
        this.#suites.shift();
      }
    }
  }

  async #runOnce(commands: readonly string[], tried: readonly string[]): Promise<string> {
    const { runner, config, options, deadline, signal } = this.#context;
    const timing = config.use_ipmitool_retries
      ? []
      : ['-R', '1', '-N', String(Math.ceil(config.min_command_interval / 1000))];
    const call = ipmitoolCall(
      { options, cipherSuite: this.cipherSuite, storesPasswordInEnv: config.store_cred_in_env },
      (script) => ['-v', ...timing, 'exec', script],
    );
    const script = new Secret(`${commands.join('\n')}\n`);
    const { stdout, stderr } = await runner.run(
      { ...call, secrets: [...call.secrets, script] },
      { deadline, signal },
    );
    const output = `${stdout}\n${stderr}`;
    const bmc = {
      address: options.ipmi_address,
      port: options.ipmi_port ?? DEFAULT_PORT,
      suites: tried,
    };
    const failure = ipmitoolFailure(output, bmc, config.additional_retryable_ipmi_errors);
    if (failure instanceof IpmiCredentialsError) this.#context.log.warn('The BMC refused the credentials');
    if (failure !== undefined) throw failure;
    return output;
  }
}

/** What to try, in this order; never empty. */
function cipherSuitesOf({
  options,
  config,
  knownCipherSuite,
}: IpmitoolContext): readonly (string | undefined)[] {
  if (options.ipmi_cipher_suite !== undefined) return [String(options.ipmi_cipher_suite)];
  const configured: (string | undefined)[] = [...config.cipher_suite_versions].reverse();
  const all = configured.length === 0 ? [undefined] : configured;
  if (knownCipherSuite === undefined) return all;
  const known = knownCipherSuite ?? undefined;
  return [known, ...all.filter((suite) => suite !== known)];
}
