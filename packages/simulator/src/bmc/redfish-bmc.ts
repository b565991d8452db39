import { silentLogger, systemClock, type Logger, type Secret } from '@ironbridge/common';

import { createFaults, type IdracFaults } from '../faults.js';
import { findFreePort } from '../free-port.js';
import { BmcServer } from '../http/bmc-server.js';
import { LoginGate } from '../http/login-gate.js';
import type { JournalEntry } from '../http/request-journal.js';
import type { IdracVncOptions } from '../idrac/idrac-options.js';
import { RedfishSessions } from '../redfish/redfish-sessions.js';
import type { TlsIdentity } from '../tls-identity.js';
import { BuiltInBackend } from '../vnc/built-in-backend.js';
import { createVncBackend } from '../vnc/create-vnc-backend.js';
import type { PointerEvent } from '../vnc/rfb-session.js';
import { VncService } from '../vnc/vnc-service.js';
import type { BmcProfile, VncState } from './bmc-profile.js';
import { addBmcRoutes } from './bmc-routes.js';

export interface RedfishBmcOptions {
  /** Address on which Redfish and VNC listen. Default: `127.0.0.1` */
  readonly host?: string;
  /** Port of Redfish. Default: 0, one that is free */
  readonly port?: number;
  /** For HTTPS. Default: plain HTTP */
  readonly tls?: TlsIdentity;
  /** Default: `root` */
  readonly username?: string;
  readonly password: Secret;
  /** What is behind the VNC port. Default: built-in */
  readonly vnc?: IdracVncOptions;
  /** Port of VNC at the start. Default: 0, one that is free */
  readonly vncPort?: number;
  /** The VNC password at the start; where the BMC can have none, it then asks for this one. Default: none */
  readonly vncPassword?: Secret;
  /** Faults that are on from the start. Default: none */
  readonly faults?: Partial<IdracFaults>;
  /** Default: silent */
  readonly log?: Logger;
}

/** A running simulated BMC. Its properties are live. */
export interface RedfishBmcSimulator {
  /** Origin of Redfish, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  /** The settings of the VNC server. */
  readonly vnc: VncState;
  /** The newest 1000 HTTP requests, oldest first. */
  readonly requests: readonly JournalEntry[];
  readonly activeRedfishSessions: number;
  /** HTTP requests with wrong credentials. */
  readonly failedLogins: number;
  readonly activeVncSessions: number;
  /** X11 keysyms of the newest 256 key presses that reached the built-in VNC server. */
  readonly keysSeen: readonly number[];
  /** The newest 256 pointer events that reached the built-in VNC server. */
  readonly pointerSeen: readonly PointerEvent[];
  /** Switches that can be set at any time. */
  readonly faults: IdracFaults;
  /** Changes settings of the VNC server as somebody at the BMC would. */
  changeVnc(change: Partial<VncState>): Promise<void>;
  /** Ends every socket, timer and hook. May be repeated. */
  close(): Promise<void>;
}

/** No such timeout is simulated; a viewer may be quiet for a day. */
const IDLE_TIMEOUT_MS = 24 * 3600 * 1000;

/** Starts a BMC of a profile. @throws SimulatorPortError, VncHookError, QmpError */
export async function startRedfishBmc(
  profile: BmcProfile,
  options: RedfishBmcOptions,
): Promise<RedfishBmcSimulator> {
  const { host = '127.0.0.1', log = silentLogger } = options;
  const faults = createFaults(options.faults);
  const backend = createVncBackend(options.vnc ?? { kind: 'built-in' }, {
    desktopName: profile.desktopName,
    log,
  });
  const service = new VncService({ host, backend, faults, log, maxSessions: profile.maxSessions });
  const sessions = new RedfishSessions();
  const gate = new LoginGate({ username: options.username ?? 'root', password: options.password }, sessions);
  let vnc: VncState = {
    isEnabled: profile.vnc.isEnabled,
    port: options.vncPort ?? (await findFreePort(host)),
    isEncrypted: false,
    password: options.vncPassword,
  };
  const isOpen = profile.vnc.isOpen && options.vncPassword === undefined;
  // One change at a time: a port is opened before the one before it is closed.
  let changes: Promise<void> = Promise.resolve();
  const changeVnc = (change: Partial<VncState>): Promise<void> => {
    const changing = changes.then(async () => {
      const next = { ...vnc, ...change };
      await service.apply({ ...next, isOpen, idleTimeoutMs: IDLE_TIMEOUT_MS });
      vnc = next;
    });
    changes = changing.catch(() => undefined);
    return changing;
  };
  let closeDoors: () => void = () => undefined;
  const closeVnc = async (): Promise<void> => {
    backend.close();
    await changes;
    await service.close();
  };

  const closing = new AbortController();
  let rebooting: Promise<void> = Promise.resolve();
  /** Its sessions and viewers are gone then; its settings are not. */
  const reboot = async (durationMs: number): Promise<void> => {
    await server.suspend();
    sessions.clear();
    await changes;
    await service.close();
    await systemClock.sleep(durationMs, closing.signal);
    await changeVnc({});
    await server.resume();
  };

  let server: BmcServer;
  try {
    await changeVnc({});
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
        closeDoors =
          profile.addDoors?.(app, { sessions, gate, faults, log, vncPort: () => vnc.port }) ?? closeDoors;
        addBmcRoutes(app, {
          profile,
          sessions,
          gate,
          faults,
          readVnc: () => vnc,
          activeSessions: () => (faults.slotsTaken ? profile.maxSessions : service.activeSessions),
          changeVnc,
        });
      },
    });
  } catch (error) {
    await closeVnc();
    throw error;
  }
  log.info({ url: server.url, product: profile.product }, 'A simulated BMC is listening');

  const builtIn = backend instanceof BuiltInBackend ? backend : undefined;
  let closed: Promise<void> | undefined;
  return {
    url: server.url,
    port: server.port,
    faults,
    changeVnc,
    get vnc() {
      return vnc;
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
    get activeVncSessions() {
      return service.activeSessions;
    },
    get keysSeen() {
      return builtIn?.keysSeen ?? [];
    },
    get pointerSeen() {
      return builtIn?.pointerSeen ?? [];
    },
    close() {
      closing.abort();
      closeDoors();
      closed ??= rebooting.then(() => server.close()).then(closeVnc);
      return closed;
    },
  };
}
