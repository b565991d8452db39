import type { JsonObject } from '@ironbridge/common';
import type { IdracFaults, JournalEntry } from '@ironbridge/simulator';

export const BMC_PASSWORD = 'calvin+of/the test';

/** A simulated BMC, as far as somebody beside it can tell it from others. */
export interface ObservedBmc {
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

/** A simulator so observed; what is the same with all of them is taken from it. */
export function observe(
  simulator: Omit<ObservedBmc, 'settings' | 'vncPassword' | 'switchOff'>,
  own: Pick<ObservedBmc, 'settings' | 'vncPassword' | 'switchOff'>,
): ObservedBmc {
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
    close: () => simulator.close(),
    ...own,
  };
}

/** One way of a driver to a screen, with a BMC that has it. */
export interface BmcWay {
  readonly name: string;
  readonly driverInfo?: JsonObject;
  /** False: driver_info says all, and what the BMC does is nothing to it. */
  readonly asksBmc: boolean;
  /** Whether it changes settings. */
  readonly changesBmc: boolean;
  /** Whether it writes a password. */
  readonly setsPassword: boolean;
  /** Whether the BMC tells how many sessions are in use. */
  readonly countsSessions: boolean;
  /** `both`: the first start asks over Redfish what there is, and all that follows is WS-Man. */
  readonly speaks: 'redfish' | 'wsman' | 'both';
  readonly start: () => Promise<ObservedBmc>;
}
