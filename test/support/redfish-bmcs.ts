import { Secret, type JsonObject } from '@ironbridge/common';
import {
  startHuaweiSimulator,
  startIdracSimulator,
  startOpenBmcSimulator,
  startRfbSimulator,
  startScreenlessSimulator,
  VNC_ATTRIBUTES,
  type IdracFaults,
  type JournalEntry,
  type RedfishBmcSimulator,
} from '@ironbridge/simulator';

export const BMC_PASSWORD = 'calvin+of/the test';

/** A simulated BMC, as far as redfish-vnc can tell it from others. */
export interface RedfishBmc {
  readonly url: string;
  readonly faults: IdracFaults;
  readonly requests: readonly JournalEntry[];
  readonly failedLogins: number;
  readonly activeRedfishSessions: number;
  /** What a start may change and a stop must put back. */
  readonly settings: () => unknown;
  /** The VNC password, where the simulator tells it. */
  readonly vncPassword: () => string | null;
  /** Somebody switches the VNC server off, at the BMC. */
  readonly switchOff: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** One way of redfish-vnc, with a BMC that has it. */
export interface RedfishWay {
  readonly strategy: string;
  readonly driverInfo?: JsonObject;
  /** Whether a password is written. */
  readonly setsPassword: boolean;
  /** Whether the BMC tells how many sessions are in use. */
  readonly countsSessions: boolean;
  readonly start: () => Promise<RedfishBmc>;
}

function bmcOf(simulator: RedfishBmcSimulator): RedfishBmc {
  return {
    get url() {
      return simulator.url;
    },
    get faults() {
      return simulator.faults;
    },
    get requests() {
      return simulator.requests;
    },
    get failedLogins() {
      return simulator.failedLogins;
    },
    get activeRedfishSessions() {
      return simulator.activeRedfishSessions;
    },
    settings: () => ({ isEnabled: simulator.vnc.isEnabled, isEncrypted: simulator.vnc.isEncrypted }),
    vncPassword: () => simulator.vnc.password?.reveal() ?? null,
    switchOff: () => simulator.changeVnc({ isEnabled: false }),
    close: () => simulator.close(),
  };
}

const password = new Secret(BMC_PASSWORD);

async function startIdrac(): Promise<RedfishBmc> {
  const simulator = await startIdracSimulator({ password });
  return {
    get url() {
      return simulator.url;
    },
    get faults() {
      return simulator.faults;
    },
    get requests() {
      return simulator.requests;
    },
    get failedLogins() {
      return simulator.failedLogins;
    },
    get activeRedfishSessions() {
      return simulator.activeRedfishSessions;
    },
    settings: () => ({ isEnabled: simulator.attributes[VNC_ATTRIBUTES.enable] }),
    vncPassword: () => null,
    switchOff: () => simulator.changeAttributes({ [VNC_ATTRIBUTES.enable]: 'Disabled' }),
    close: () => simulator.close(),
  };
}

/** Every way of redfish-vnc. */
export const REDFISH_WAYS: readonly RedfishWay[] = [
  {
    strategy: 'declared',
    driverInfo: { vnc_port: '5900', vnc_password: 'decl4red' },
    setsPassword: false,
    countsSessions: false,
    start: async () => bmcOf(await startScreenlessSimulator({ password })),
  },
  {
    strategy: 'rfb',
    setsPassword: false,
    countsSessions: false,
    start: async () => bmcOf(await startRfbSimulator({ password })),
  },
  {
    strategy: 'huawei',
    setsPassword: true,
    countsSessions: true,
    start: async () => bmcOf(await startHuaweiSimulator({ password })),
  },
  { strategy: 'dell', setsPassword: true, countsSessions: true, start: startIdrac },
  {
    strategy: 'openbmc',
    setsPassword: false,
    countsSessions: false,
    start: async () => bmcOf(await startOpenBmcSimulator({ password })),
  },
];
