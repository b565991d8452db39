import { Secret } from '@ironbridge/common';
import {
  startIdracSimulator,
  VNC_ATTRIBUTES,
  type IdracSimulator,
  type IdracSimulatorOptions,
} from '@ironbridge/simulator';
import { BMC_PASSWORD, type ObservedBmc } from './bmc-way.js';

/** A simulated iDRAC of which `settings` are what a start may change. */
export async function observeIdrac(
  options: Pick<IdracSimulatorOptions, 'generation' | 'wsman'>,
  settings: (simulator: IdracSimulator) => unknown,
): Promise<ObservedBmc> {
  const simulator = await startIdracSimulator({ ...options, password: new Secret(BMC_PASSWORD) });
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
    settings: () => settings(simulator),
    vncPassword: () => null,
    switchOff: () => simulator.changeAttributes({ [VNC_ATTRIBUTES.enable]: 'Disabled' }),
    close: () => simulator.close(),
  };
}
