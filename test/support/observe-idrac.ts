import { Secret } from '@ironbridge/common';
import {
  startIdracSimulator,
  VNC_ATTRIBUTES,
  type IdracSimulator,
  type IdracSimulatorOptions,
} from '@ironbridge/simulator';
import { BMC_PASSWORD, observe, type ObservedBmc } from './bmc-way.js';

/** A simulated iDRAC of which `settings` are what a start may change. */
export async function observeIdrac(
  options: Pick<IdracSimulatorOptions, 'generation' | 'wsman'>,
  settings: (simulator: IdracSimulator) => unknown,
): Promise<ObservedBmc> {
  const simulator = await startIdracSimulator({ ...options, password: new Secret(BMC_PASSWORD) });
  return observe(simulator, {
    settings: () => settings(simulator),
    vncPassword: () => null,
    switchOff: () => simulator.changeAttributes({ [VNC_ATTRIBUTES.enable]: 'Disabled' }),
  });
}
