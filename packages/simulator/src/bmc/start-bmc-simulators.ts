import { RFB_PROFILE } from '../generic/rfb-profile.js';
import { SCREENLESS_PROFILE } from '../generic/screenless-profile.js';
import { HUAWEI_PROFILE } from '../huawei/huawei-profile.js';
import { OPENBMC_PROFILE } from '../openbmc/openbmc-profile.js';
import { startRedfishBmc, type RedfishBmcOptions, type RedfishBmcSimulator } from './redfish-bmc.js';

/** Starts a simulated Huawei iBMC, whose VNC service is switched on over Redfish. */
export function startHuaweiSimulator(options: RedfishBmcOptions): Promise<RedfishBmcSimulator> {
  return startRedfishBmc(HUAWEI_PROFILE, options);
}

/** Starts a simulated OpenBMC, whose screen is in the WebSocket `/kvm/0`. */
export function startOpenBmcSimulator(options: RedfishBmcOptions): Promise<RedfishBmcSimulator> {
  return startRedfishBmc(OPENBMC_PROFILE, options);
}

/** Starts a simulated BMC that has Redfish's own RFB protocol. */
export function startRfbSimulator(options: RedfishBmcOptions): Promise<RedfishBmcSimulator> {
  return startRedfishBmc(RFB_PROFILE, options);
}

/** Starts a simulated BMC whose screen no VNC client can show. */
export function startScreenlessSimulator(options: RedfishBmcOptions): Promise<RedfishBmcSimulator> {
  return startRedfishBmc(SCREENLESS_PROFILE, options);
}
