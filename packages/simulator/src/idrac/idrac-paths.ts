import { REDFISH_PATHS } from '../redfish/redfish-paths.js';

const MANAGER = `${REDFISH_PATHS.managers}/iDRAC.Embedded.1`;

/** Paths of Dell's own resources, as an iDRAC9 names them. */
export const IDRAC_PATHS = {
  manager: MANAGER,
  system: `${REDFISH_PATHS.systems}/System.Embedded.1`,
  /** The form of older iDRAC9 firmware, still served by newer. */
  managerAttributes: `${MANAGER}/Attributes`,
  dellAttributes: `${MANAGER}/Oem/Dell/DellAttributes`,
  managerAttributeRegistry: `${REDFISH_PATHS.root}/Registries/ManagerAttributeRegistry/ManagerAttributeRegistry.v1_0_0.json`,
} as const;
