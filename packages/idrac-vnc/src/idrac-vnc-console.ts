import {
  CLOCK,
  HTTP_CLIENT_FACTORY,
  type ConsoleConnection,
  type ConsoleInterface,
  type HttpClientFactory,
  type Node,
  type Task,
  type VncConnection,
} from '@ironbridge/base';
import { type Secret, type Clock } from '@ironbridge/common';
import { createVncPassword, withRedfish, type ExtendedInfo } from '@ironbridge/redfish';
import { inject, injectable } from 'inversify';
import type { IdracVncOptions } from './driver-info.js';
import {
  VncEncryptionError,
  VncServerMissingError,
  VncSessionsTakenError,
  VncSettingIgnoredError,
  VncSettingRefusedError,
} from './errors.js';
import { IdracAttributes } from './idrac-attributes.js';
import {
  parseState,
  serializeState,
  settingsToPutBack,
  withWritten,
  type IdracVncState,
} from './idrac-vnc-state.js';
import { isIntact, settingsToWrite } from './start-plan.js';
import { VNC_SERVER, differingSettings, type VncServer, type VncSettings } from './vnc-server-attributes.js';
import { isVulnerableFirmware } from './vulnerable-firmware.js';

/** An iDRAC applies its settings at once; slow ones show them a moment later. */
const READ_BACK_ATTEMPTS = 3;
const READ_BACK_PAUSE_MS = 1_000;

/** The console interface `idrac-vnc`: the VNC server of an iDRAC9 or iDRAC10, switched on over Redfish. */
@injectable()
export class IdracVncConsole implements ConsoleInterface<IdracVncOptions> {
  readonly #http: HttpClientFactory;
  readonly #clock: Clock;

  public constructor(@inject(HTTP_CLIENT_FACTORY) http: HttpClientFactory, @inject(CLOCK) clock: Clock) {
    this.#http = http;
    this.#clock = clock;
  }

  /** @throws VncEncryptionError where driver_info asks for SSL */
  public validate(_node: Node, options: IdracVncOptions): void {
    assertUnencrypted(options.drac_vnc_ssl_bitlength);
  }

  public async startConsole(task: Task<IdracVncOptions>): Promise<ConsoleConnection> {
    this.validate(task.node, task.options);
    const state = parseState(task.state);
    return withRedfish(task, this.#http, this.#clock, async (client) => {
      const attributes = await IdracAttributes.find(client);
      const server = attributes.vncServer;
      if (task.connection !== null && isIntact(task.connection, state, task.options, server)) {
        return task.connection;
      }
      const settings = settingsToWrite(task.options, state, server);
      assertUnencrypted(settings.SSLEncryptionBitLength ?? server.settings.SSLEncryptionBitLength);
      // With a state it was us who opened the server, and the sessions are those of our viewers.
      if (state === null) assertFreeSession(client.address, server);
      warnOfWeaknesses(task, attributes, state === null && server.settings.Enable === 'Enabled');

      const password = task.options.vnc_password ?? createVncPassword();
      const next: IdracVncState = {
        version: 1,
        found: state?.found ?? server.settings,
        written: withWritten(state?.written ?? [], settings),
        password: password.reveal(),
        isGivenPassword: task.options.vnc_password !== undefined,
      };
      await task.saveState(serializeState(next));
      const faults = await attributes.write(settings, password);
      assertNotRefused(client.address, faults);
      const written = await this.#readBack(task, attributes, settings);
      assertApplied(client.address, settings, written);
      return connectionOf(task.options, written, password);
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
    await withRedfish(task, this.#http, this.#clock, async (client) => {
      const attributes = await IdracAttributes.find(client);
      const server = presentServer(attributes);
      if (server === undefined) {
        task.log.warn('The iDRAC has no VNC server any more; there is nothing to put back');
        return;
      }
      const settings = settingsToPutBack(state, server);
      if (state.isGivenPassword && Object.keys(settings).length === 0) return;
      const faults = await attributes.write(
        settings,
        state.isGivenPassword ? undefined : createVncPassword(),
      );
      const after = await this.#readBack(task, attributes, settings);
      if (faults.length === 0 || after.settings.Enable === 'Enabled')
        assertNotRefused(client.address, faults);
      assertApplied(client.address, settings, after);
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

  async #readBack(
    task: Task<IdracVncOptions>,
    attributes: IdracAttributes,
    wanted: VncSettings,
  ): Promise<VncServer> {
    for (let attempt = 1; ; attempt += 1) {
      const server = await attributes.refresh();
      if (attempt === READ_BACK_ATTEMPTS || differingSettings(wanted, server).length === 0) return server;
      await this.#clock.sleep(READ_BACK_PAUSE_MS, task.signal);
    }
  }
}

function assertUnencrypted(encryption: string | undefined): void {
  if (encryption !== undefined && encryption !== 'Disabled') throw new VncEncryptionError(encryption);
}

function assertFreeSession(address: string, { activeSessions, maxSessions }: VncServer): void {
  if (activeSessions >= maxSessions) throw new VncSessionsTakenError(address, activeSessions, maxSessions);
}

function assertNotRefused(address: string, [worst]: readonly ExtendedInfo[]): void {
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

function presentServer(attributes: IdracAttributes): VncServer | undefined {
  try {
    return attributes.vncServer;
  } catch (error) {
    if (error instanceof VncServerMissingError) return undefined;
    throw error;
  }
}

function warnOfWeaknesses(
  { log, options }: Task<IdracVncOptions>,
  { model, firmwareVersion }: IdracAttributes,
  isTakenOver: boolean,
): void {
  if (isVulnerableFirmware(model, firmwareVersion)) {
    log.warn(
      { cve: 'CVE-2022-24422', firmwareVersion },
      'The VNC server of this iDRAC firmware lets anybody in without a password; update it to 5.10.10.00 or later',
    );
  }
  if (isTakenOver && options.vnc_password === undefined) {
    log.warn(
      'The VNC server was on already and is taken over: its password is replaced by a random one. ' +
        'Set driver_info/vnc_password to keep one of your own',
    );
  }
}

function connectionOf(options: IdracVncOptions, server: VncServer, password: Secret): VncConnection {
  return {
    type: 'vnc',
    host: options.redfish_address.host,
    port: server.settings.Port,
    transport: { kind: 'tcp' },
    security: { kind: 'vnc', password },
    slots: Math.min(server.maxSessions, 64),
    quirks: {},
  };
}
