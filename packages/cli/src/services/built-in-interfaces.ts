import type { ConsoleInterfaceManifest } from '@ironbridge/base';
import { fake, noConsole } from '@ironbridge/fake-console';
import idracSocat from '@ironbridge/idrac-socat';
import idracVnc from '@ironbridge/idrac-vnc';
import ipmitoolSocat from '@ironbridge/ipmitool-socat';
import redfishVnc from '@ironbridge/redfish-vnc';

/** The console interfaces that ship with Ironbridge. */
export const BUILT_IN_INTERFACES: readonly ConsoleInterfaceManifest[] = [
  idracVnc,
  redfishVnc,
  idracSocat,
  ipmitoolSocat,
  fake,
  noConsole,
];
