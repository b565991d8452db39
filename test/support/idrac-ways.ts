import type { BmcWay } from './bmc-way.js';
import { observeIdrac } from './observe-idrac.js';
import { vncSettings } from './vnc-settings.js';

/** Firmware differs in whether SetAttributes leaves its values to a job. */
const WSMAN = {
  8: { wsman: { setAttributes: 'pending', jobMs: 20 } },
  9: { wsman: { setAttributes: 'current' } },
  10: {},
} as const;

/** A way to a simulated iDRAC of that generation, with driver_info that changes more than what is on. */
function wayTo(generation: 8 | 9 | 10, speaks: BmcWay['speaks']): BmcWay {
  const protocol = speaks === 'redfish' ? speaks : 'wsman';
  return {
    name: `${protocol}, iDRAC${String(generation)}`,
    driverInfo: { drac_vnc_timeout: '10800', ...(generation === 9 ? { drac_vnc_protocol: protocol } : {}) },
    asksBmc: true,
    changesBmc: true,
    setsPassword: true,
    countsSessions: true,
    speaks,
    start: () => observeIdrac({ generation, ...WSMAN[generation] }, vncSettings),
  };
}

/** Every way of idrac-vnc. */
export const IDRAC_WAYS: readonly BmcWay[] = [
  wayTo(9, 'redfish'),
  wayTo(10, 'redfish'),
  wayTo(8, 'both'),
  wayTo(9, 'wsman'),
];
