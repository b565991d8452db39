import { Secret } from '@ironbridge/common';
import {
  startHuaweiSimulator,
  startOpenBmcSimulator,
  startRfbSimulator,
  startScreenlessSimulator,
  VNC_ATTRIBUTES,
  type RedfishBmcSimulator,
} from '@ironbridge/simulator';
import { BMC_PASSWORD, observe, type BmcWay, type ObservedBmc } from './bmc-way.js';
import { observeIdrac } from './observe-idrac.js';

function observeVnc(simulator: RedfishBmcSimulator): ObservedBmc {
  return observe(simulator, {
    settings: () => ({ isEnabled: simulator.vnc.isEnabled, isEncrypted: simulator.vnc.isEncrypted }),
    vncPassword: () => simulator.vnc.password?.reveal() ?? null,
    switchOff: () => simulator.changeVnc({ isEnabled: false }),
  });
}

const password = new Secret(BMC_PASSWORD);

const WAY: Omit<BmcWay, 'name' | 'start'> = {
  asksBmc: true,
  changesBmc: true,
  setsPassword: false,
  countsSessions: false,
  speaks: 'redfish',
};

/** Every way of redfish-vnc, by its strategy. */
export const REDFISH_WAYS: readonly BmcWay[] = [
  {
    ...WAY,
    name: 'declared',
    driverInfo: { vnc_port: '5900', vnc_password: 'decl4red' },
    asksBmc: false,
    changesBmc: false,
    start: async () => observeVnc(await startScreenlessSimulator({ password })),
  },
  { ...WAY, name: 'rfb', start: async () => observeVnc(await startRfbSimulator({ password })) },
  {
    ...WAY,
    name: 'huawei',
    setsPassword: true,
    countsSessions: true,
    start: async () => observeVnc(await startHuaweiSimulator({ password })),
  },
  {
    ...WAY,
    name: 'dell',
    setsPassword: true,
    countsSessions: true,
    start: () => observeIdrac({}, ({ attributes }) => ({ isEnabled: attributes[VNC_ATTRIBUTES.enable] })),
  },
  {
    ...WAY,
    name: 'openbmc',
    changesBmc: false,
    start: async () => observeVnc(await startOpenBmcSimulator({ password })),
  },
];
