import { isSameConnection, type ConsoleConnection, type Task, type VncConnection } from '@ironbridge/base';
import { Secret, type Clock } from '@ironbridge/common';
import { createVncPassword, type ExtendedInfo } from '@ironbridge/redfish';
import type { RedfishVncOptions } from './driver-info.js';
import {
  VncEncryptionError,
  VncSessionsTakenError,
  VncSettingIgnoredError,
  VncSettingRefusedError,
} from './errors.js';
import type { RedfishVncState } from './redfish-vnc-state.js';
import type { VncServer, VncSwitch } from './strategy.js';
import type { StrategyName } from './strategy-names.js';
import { tcpVncConnection } from './vnc-connection.js';

/** Slow BMCs show a change a moment after they accepted it. */
const READ_BACK_ATTEMPTS = 3;
const READ_BACK_PAUSE_MS = 1_000;

/** One start or stop of a VNC server that has a switch. */
export class VncSwitchRun {
  readonly #task: Task<RedfishVncOptions>;
  readonly #vnc: VncSwitch;
  readonly #clock: Clock;

  public constructor(task: Task<RedfishVncOptions>, vnc: VncSwitch, clock: Clock) {
    this.#task = task;
    this.#vnc = vnc;
    this.#clock = clock;
  }

  /** Switches it on, with a password where one can be set; writes nothing where all of that still holds. */
  public async start(strategy: StrategyName, state: RedfishVncState | null): Promise<ConsoleConnection> {
    const { options, connection, log } = this.#task;
    const server = await this.#vnc.read();
    if (server.isEncrypted) throw new VncEncryptionError(this.#address);
    if (this.#vnc.warning !== undefined) this.#task.warn(this.#vnc.warning);
    if (server.isEnabled) {
      const present = this.#connection(server, this.#presentPassword(state));
      const isKnown = !this.#vnc.setsPassword || state !== null;
      if (isKnown && connection !== null && isSameConnection(connection, present)) return connection;
      if (!this.#vnc.setsPassword) return present;
    }
    // With a state it was us who opened the server, and the sessions are those of our viewers.
    if (state === null) assertFreeSession(this.#address, server);
    if (state === null && server.isEnabled && options.vnc_password === undefined) {
      log.warn(
        'The VNC server was on already and is taken over: its password is replaced by a random one. ' +
          'Set driver_info/vnc_password to keep one of your own',
      );
    }
    const password = options.vnc_password ?? (this.#vnc.setsPassword ? createVncPassword() : undefined);
    const next: RedfishVncState = {
      version: 1,
      strategy,
      foundEnabled: state?.foundEnabled ?? server.isEnabled,
      password: password?.reveal() ?? null,
      isGivenPassword: options.vnc_password !== undefined,
    };
    await this.#task.saveState(next);
    assertNotRefused(this.#address, await this.#write(true, password));
    return this.#connection(await this.#readBack(true), password);
  }

  /**
   * Switches it off if a start switched it on. Unless the administrator chose the password, it is replaced by a random one
   * that nobody knows, so that the one given to viewers opens nothing any more.
   */
  public async stop(state: RedfishVncState): Promise<void> {
    const server = await this.#vnc.read();
    const isEnabled = server.isEnabled && state.foundEnabled;
    const replacesPassword = this.#vnc.setsPassword && !state.isGivenPassword;
    if (isEnabled === server.isEnabled && !replacesPassword) return;
    const faults = await this.#write(isEnabled, replacesPassword ? createVncPassword() : undefined);
    const after = await this.#readBack(isEnabled);
    if (after.isEnabled) assertNotRefused(this.#address, faults);
    if (faults[0] !== undefined) {
      this.#task.log.warn(
        { messageId: faults[0].messageId },
        'The BMC refused a new VNC password; its VNC server is off',
      );
    }
  }

  get #address(): string {
    return this.#task.options.redfish_address.origin;
  }

  /** What viewers were given, if it still is what driver_info wants. */
  #presentPassword(state: RedfishVncState | null): Secret | undefined {
    const { vnc_password: given } = this.#task.options;
    if (!this.#vnc.setsPassword) return given;
    const { password, isGivenPassword } = state ?? { password: null, isGivenPassword: false };
    if (password === null) return undefined;
    if (given === undefined) return isGivenPassword ? undefined : new Secret(password);
    return given.reveal() === password ? given : undefined;
  }

  async #write(isEnabled: boolean, password: Secret | undefined): Promise<readonly ExtendedInfo[]> {
    const isPasswordSent = password !== undefined && this.#vnc.setsPassword;
    return this.#vnc.write({ isEnabled, ...(isPasswordSent ? { password } : {}) });
  }

  /** @throws VncSettingIgnoredError */
  async #readBack(isEnabled: boolean): Promise<VncServer> {
    for (let attempt = 1; ; attempt += 1) {
      const server = await this.#vnc.read();
      if (server.isEnabled === isEnabled) return server;
      if (attempt === READ_BACK_ATTEMPTS) throw new VncSettingIgnoredError(this.#address, isEnabled);
      await this.#clock.sleep(READ_BACK_PAUSE_MS, this.#task.signal);
    }
  }

  #connection({ port, maxSessions }: VncServer, password: Secret | undefined): VncConnection {
    const { options } = this.#task;
    return tcpVncConnection({
      host: options.redfish_address.host,
      port,
      password,
      slots: options.vnc_max_sessions ?? maxSessions ?? 1,
    });
  }
}

function assertFreeSession(address: string, { activeSessions, maxSessions }: VncServer): void {
  if (activeSessions !== undefined && maxSessions !== undefined && activeSessions >= maxSessions) {
    throw new VncSessionsTakenError(address, activeSessions, maxSessions);
  }
}

function assertNotRefused(address: string, [worst]: readonly ExtendedInfo[]): void {
  if (worst !== undefined) throw new VncSettingRefusedError(address, worst.messageId, worst.message);
}
