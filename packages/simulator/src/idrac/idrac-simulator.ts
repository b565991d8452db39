import { createSecureContext } from 'node:tls';

import { silentLogger, systemClock } from '@ironbridge/common';

import type { AttributeValues } from '../attributes/attribute-definition.js';
import { AttributeWriter } from '../attributes/attribute-writer.js';
import { BuiltInBackend } from '../vnc/built-in-backend.js';
import { createVncBackend } from '../vnc/create-vnc-backend.js';
import { SimulatorOptionsError } from '../errors.js';
import { createSelfSignedCertificate } from '../self-signed-certificate.js';
import { IDRAC8_QUIRKS } from '../vnc/vnc-quirks.js';
import { createFaults, type IdracFaults } from '../faults.js';
import { createInfoAttributes, MAX_VNC_SESSIONS, VNC_ATTRIBUTES } from './idrac-attributes.js';
import { LoginGate } from '../http/login-gate.js';
import { Nvram } from '../attributes/nvram.js';
import type { IdracSimulatorOptions } from './idrac-options.js';
import { addIdracRoutes } from './idrac-routes.js';
import { BmcServer } from '../http/bmc-server.js';
import { RedfishSessions } from '../redfish/redfish-sessions.js';
import type { JournalEntry } from '../http/request-journal.js';
import type { PointerEvent } from '../vnc/rfb-session.js';
import { createWsman } from '../wsman/create-wsman.js';
import { findGeneration } from './idrac-generation.js';
import { VncService } from '../vnc/vnc-service.js';
import { parseVncSettings } from '../vnc/vnc-settings.js';

/** A running simulated iDRAC. Its properties are live. */
export interface IdracSimulator {
  readonly generation: 8 | 9 | 10;
  /** Origin of Redfish, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Of Redfish. */
  readonly port: number;
  /** `VNCServer.1.Port`, whether anything listens there or not. */
  readonly vncPort: number;
  /** The certificate of the VNC port, as PEM; shown while SSLEncryptionBitLength is not `Disabled`, unless the real server has one. */
  readonly vncCertificate: string;
  /** Attributes of `iDRAC.Embedded.1` as a GET shows them: no password. */
  readonly attributes: AttributeValues;
  /** The newest 1000 HTTP requests, oldest first. */
  readonly requests: readonly JournalEntry[];
  /** Redfish sessions that are open. */
  readonly activeRedfishSessions: number;
  /** HTTP requests with wrong credentials. */
  readonly failedLogins: number;
  /** Logins to the built-in VNC server with a wrong password. */
  readonly failedVncLogins: number;
  readonly activeVncSessions: number;
  /** X11 keysyms of the newest 256 key presses that reached the built-in VNC server. */
  readonly keysSeen: readonly number[];
  /** The newest 256 pointer events that reached the built-in VNC server. */
  readonly pointerSeen: readonly PointerEvent[];
  /** Switches that can be set at any time. */
  readonly faults: IdracFaults;
  /**
   * Changes attributes of `iDRAC.Embedded.1` as somebody at the BMC would.
   *
   * @throws SimulatorOptionsError where none of the values fits
   */
  changeAttributes(changes: AttributeValues): Promise<void>;
  /** Drops everything, refuses connections for so many milliseconds, and comes back with what was committed. */
  reboot(durationMs: number): Promise<void>;
  /** Ends every socket, timer and hook. May be repeated. */
  close(): Promise<void>;
}

/**
 * Starts a simulated iDRAC: Redfish and WS-Man on Dell's attributes, and a VNC server that follows them.
 *
 * @throws SimulatorOptionsError, SimulatorPortError; VncHookError and QmpError where the state file says that VNC is enabled
 *   and the real server cannot be told
 */
export async function startIdracSimulator(options: IdracSimulatorOptions): Promise<IdracSimulator> {
  const { host = '127.0.0.1', log = silentLogger, licensed: isLicensed = true } = options;
  const generation = findGeneration(options.generation, options.model);
  const identity = {
    model: generation.model,
    firmwareVersion: options.firmwareVersion ?? generation.firmwareVersion,
  };
  const faults = createFaults(options.faults);
  const { vnc: vncOptions = { kind: 'built-in' }, vncSsl = {} } = options;
  const { mode: sslMode = 'tls' } = vncSsl;
  const isBuiltIn = vncOptions.kind === 'built-in';
  if (sslMode === 'vencrypt' && !isBuiltIn) {
    throw new SimulatorOptionsError('vncSsl.mode vencrypt needs the built-in VNC server');
  }
  if (sslMode === 'external' && isBuiltIn) {
    throw new SimulatorOptionsError('vncSsl.mode external needs a real VNC server');
  }
  const vncIdentity = vncSsl.identity ?? (await createSelfSignedCertificate({ hosts: [host] }));
  const secureContext = createSecureContext(vncIdentity);
  const backend = createVncBackend(vncOptions, {
    quirks: generation.number === 8 ? IDRAC8_QUIRKS : {},
    vencrypt: sslMode === 'vencrypt' ? { secureContext, silenceMs: vncSsl.silenceMs ?? 0 } : undefined,
    log,
  });
  const vnc = new VncService({
    host,
    backend,
    secureContext: sslMode === 'tls' ? secureContext : undefined,
    faults,
    log,
  });
  const nvram = await Nvram.load({
    stateFile: options.stateFile,
    isLicensed,
    info: createInfoAttributes(generation.number, identity),
    vncPort: options.vncPort ?? 0,
    host,
    readLive: () => ({
      [VNC_ATTRIBUTES.activeSessions]: faults.slotsTaken ? MAX_VNC_SESSIONS : vnc.activeSessions,
    }),
  });
  const writer = new AttributeWriter({
    faults,
    log,
    apply: async (resource, values) => {
      if (isLicensed && resource === nvram.idrac) await vnc.apply(parseVncSettings(values));
    },
    save: () => nvram.save(),
  });
  const credentials = { username: options.username ?? 'root', password: options.password };
  const sessions = new RedfishSessions();
  const gate = new LoginGate(credentials, sessions);
  const wsmanOptions = options.wsman ?? (generation.hasWsman ? {} : false);
  const wsman =
    wsmanOptions === false
      ? undefined
      : createWsman({ options: wsmanOptions, resource: nvram.idrac, writer, faults, log });
  const closing = new AbortController();
  let rebooting: Promise<void> = Promise.resolve();
  const closeVnc = async (): Promise<void> => {
    backend.close();
    wsman?.restart();
    await writer.whenIdle();
    await vnc.close();
  };

  const reboot = async (durationMs: number): Promise<void> => {
    await server.suspend();
    sessions.clear();
    wsman?.restart();
    await writer.exclusively(async () => {
      await vnc.close();
      await systemClock.sleep(durationMs, closing.signal);
      if (isLicensed) await vnc.apply(parseVncSettings(nvram.idrac.readStored()));
    });
    await server.resume();
  };

  let server: BmcServer;
  try {
    await nvram.save();
    if (isLicensed) await vnc.apply(parseVncSettings(nvram.idrac.readStored()));
    server = await BmcServer.start({
      host,
      port: options.port ?? 0,
      tls: options.tls,
      faults,
      log,
      endSession: (token) => {
        sessions.end(token);
      },
      reboot: (durationMs) => {
        rebooting = reboot(durationMs).catch((error: unknown) => {
          if (!closing.signal.aborted) log.error({ err: error }, 'The restart failed');
        });
      },
      addRoutes: (app) => {
        addIdracRoutes(app, {
          identity,
          sessions,
          gate,
          writer,
          generation,
          wsman: wsman?.service,
          attributeResources: nvram.resources,
          attributeDefinitions: nvram.definitions,
        });
      },
    });
  } catch (error) {
    await closeVnc();
    throw error;
  }
  log.info({ url: server.url }, 'A simulated iDRAC is listening');

  const builtIn = backend instanceof BuiltInBackend ? backend : undefined;
  let closed: Promise<void> | undefined;
  return {
    generation: generation.number,
    vncCertificate: vncIdentity.cert,
    url: server.url,
    port: server.port,
    faults,
    async changeAttributes(changes) {
      const { status } = await writer.write(nvram.idrac, changes, undefined);
      if (status !== 200)
        throw new SimulatorOptionsError(`Attributes do not fit: ${Object.keys(changes).join(', ')}`);
    },
    async reboot(durationMs) {
      rebooting = reboot(durationMs);
      await rebooting;
    },
    get vncPort() {
      return Number(nvram.idrac.readStored()[VNC_ATTRIBUTES.port]);
    },
    get attributes() {
      return nvram.idrac.read();
    },
    get requests() {
      return server.requests;
    },
    get activeRedfishSessions() {
      return sessions.all.length;
    },
    get failedLogins() {
      return gate.failedLogins;
    },
    get failedVncLogins() {
      return builtIn?.failedLogins ?? 0;
    },
    get activeVncSessions() {
      return vnc.activeSessions;
    },
    get keysSeen() {
      return builtIn?.keysSeen ?? [];
    },
    get pointerSeen() {
      return builtIn?.pointerSeen ?? [];
    },
    close() {
      closing.abort();
      closed ??= rebooting
        .catch(() => undefined)
        .then(() => server.close())
        .then(closeVnc);
      return closed;
    },
  };
}
