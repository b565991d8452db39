import {
  CLOCK,
  HTTP_CLIENT_FACTORY,
  type ConsoleConnection,
  type ConsoleInterface,
  type HttpClientFactory,
  type Node,
  type Task,
} from '@ironbridge/base';
import type { Clock } from '@ironbridge/common';
import { createVncPassword, vulnerableIdracFirmwareWarning } from '@ironbridge/redfish';
import { inject, injectable } from 'inversify';
import type { IdracVncOptions } from './driver-info.js';
import {
  CredentialsMissingError,
  VncServerMissingError,
  VncSessionsTakenError,
  VncSettingIgnoredError,
  VncSettingRefusedError,
} from './errors.js';
import { idracAccess } from './idrac-access.js';
import {
  parseState,
  serializeState,
  settingsToPutBack,
  withWritten,
  type IdracVncState,
} from './idrac-vnc-state.js';
import type { Idrac, SettingFault } from './idrac.js';
import { isIntact, settingsToWrite, stepsOf } from './start-plan.js';
import { vncConnectionOf } from './vnc-connection-of.js';
import { VNC_SERVER, differingSettings, type VncServer, type VncSettings } from './vnc-server-attributes.js';
import { withIdrac, type Offers } from './with-idrac.js';

/** An iDRAC applies its settings at once; slow ones show them a moment later. */
const READ_BACK_ATTEMPTS = 3;
const READ_BACK_PAUSE_MS = 1_000;

/** The console interface `idrac-vnc`: the VNC server of an iDRAC, switched on over Redfish or WS-Man. */
@injectable()
export class IdracVncConsole implements ConsoleInterface<IdracVncOptions> {
  readonly #offers: Offers;

  public constructor(@inject(HTTP_CLIENT_FACTORY) http: HttpClientFactory, @inject(CLOCK) clock: Clock) {
    this.#offers = { http, clock };
  }

  /** @throws CredentialsMissingError where WS-Man is named and there is no login for it */
  public validate(_node: Node, options: IdracVncOptions): void {
    const { username, password } = idracAccess(options).wsman;
    if (options.drac_vnc_protocol === 'wsman' && (username === undefined || password === undefined)) {
      throw new CredentialsMissingError();
    }
  }

  public async startConsole(task: Task<IdracVncOptions>): Promise<ConsoleConnection> {
    const { options, connection } = task;
    this.validate(task.node, options);
    const state = parseState(task.state);
    return withIdrac(task, state?.protocol, this.#offers, async (idrac) => {
      const server = idrac.vncServer;
      warnOfFirmware(task, idrac);
      if (connection !== null && isIntact(connection, state, options, idrac)) return connection;
      const settings = settingsToWrite(options, state, server);
      // With a state it was us who opened the server, and the sessions are those of our viewers.
      if (state === null) assertFreeSession(idrac.address, server);
      if (state === null && server.settings.Enable === 'Enabled' && options.vnc_password === undefined) {
        task.log.warn(
          'The VNC server was on already and is taken over: its password is replaced by a random one. ' +
            'Set driver_info/vnc_password to keep one of your own',
        );
      }

      const password = options.vnc_password ?? createVncPassword();
      const steps = stepsOf(settings, connection === null && state !== null, server);
      await task.saveState(
        serializeState({
          version: 1,
          protocol: idrac.protocol,
          firmware: firmwareOf(idrac),
          found: state?.found ?? server.settings,
          written: steps.reduce(withWritten, state?.written ?? []),
          password: password.reveal(),
          isGivenPassword: options.vnc_password !== undefined,
        }),
      );
      if (steps.length > 1) {
        task.log.warn('The VNC server looks right but its console was lost; it is switched off and on again');
      }
      let after = server;
      for (const step of steps) {
        assertNotRefused(idrac.address, await idrac.write(step, step === steps[0] ? password : undefined));
        after = await this.#readBack(task, idrac, step);
        assertApplied(idrac.address, step, after);
      }
      return vncConnectionOf(idrac, after, password);
    });
  }

  /**
   * Puts back what start changed and still is as start set it. Unless the administrator chose the password, it is replaced
   * by a random one that nobody knows, so that the one given to viewers opens nothing any more.
   */
  public async stopConsole(task: Task<IdracVncOptions>): Promise<void> {
    const state = parseState(task.state);
    // Nothing is changed on an iDRAC before a state is saved.
    if (state === null) return;
    await withIdrac(task, state.protocol, this.#offers, async (idrac) => {
      // A start whose answer was lost may have left settings that come into force later.
      await idrac.discardPending();
      const server = presentServer(idrac);
      if (server === undefined) {
        task.log.warn('The iDRAC has no VNC server any more; there is nothing to put back');
        return;
      }
      const settings = settingsToPutBack(state, server);
      if (state.isGivenPassword && Object.keys(settings).length === 0) return;
      const faults = await idrac.write(settings, state.isGivenPassword ? undefined : createVncPassword());
      let after = await this.#readBack(task, idrac, settings);
      if (faults.length > 0 && differingSettings(settings, after).length > 0) {
        // WS-Man refuses all for the sake of one.
        assertNotRefused(idrac.address, await idrac.write(settings));
        after = await this.#readBack(task, idrac, settings);
      }
      if (after.settings.Enable === 'Enabled') assertNotRefused(idrac.address, faults);
      assertApplied(idrac.address, settings, after);
      if (faults[0] !== undefined) {
        task.log.warn(
          { messageId: faults[0].messageId },
          'The iDRAC refused a new VNC password; its VNC server is off',
        );
      }
    });
  }

  public getConsole(task: Task<IdracVncOptions>): ConsoleConnection | null {
    return task.connection;
  }

  async #readBack(task: Task<IdracVncOptions>, idrac: Idrac, wanted: VncSettings): Promise<VncServer> {
    for (let attempt = 1; ; attempt += 1) {
      const server = await idrac.refresh();
      if (attempt === READ_BACK_ATTEMPTS || differingSettings(wanted, server).length === 0) return server;
      await this.#offers.clock.sleep(READ_BACK_PAUSE_MS, task.signal);
    }
  }
}

function assertFreeSession(address: string, { activeSessions, maxSessions }: VncServer): void {
  if (activeSessions >= maxSessions) throw new VncSessionsTakenError(address, activeSessions, maxSessions);
}

function assertNotRefused(address: string, [worst]: readonly SettingFault[]): void {
  if (worst !== undefined) throw new VncSettingRefusedError(address, worst.messageId, worst.message);
}

function assertApplied(address: string, wanted: VncSettings, server: VncServer): void {
  const differing = differingSettings(wanted, server);
  if (differing.length > 0) {
    throw new VncSettingIgnoredError(
      address,
      differing.map((name) => `${VNC_SERVER}${name}`),
    );
  }
}

function presentServer(idrac: Idrac): VncServer | undefined {
  try {
    return idrac.vncServer;
  } catch (error) {
    if (error instanceof VncServerMissingError) return undefined;
    throw error;
  }
}

function firmwareOf({ model, firmwareVersion: version }: Idrac): NonNullable<IdracVncState['firmware']> {
  return { model, version, isVulnerable: vulnerableIdracFirmwareWarning(model, version) !== undefined };
}

function warnOfFirmware(task: Task<IdracVncOptions>, idrac: Idrac): void {
  const warning = vulnerableIdracFirmwareWarning(idrac.model, idrac.firmwareVersion);
  if (warning !== undefined) task.warn(warning);
}
