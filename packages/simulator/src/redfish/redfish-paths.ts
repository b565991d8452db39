/** Paths of the resources that are served, as an iDRAC9 names them. */
const ROOT = '/redfish/v1';
const MANAGER = `${ROOT}/Managers/iDRAC.Embedded.1`;
const SESSION_SERVICE = `${ROOT}/SessionService`;

export const REDFISH_PATHS = {
  versions: '/redfish',
  root: ROOT,
  sessionService: SESSION_SERVICE,
  sessions: `${SESSION_SERVICE}/Sessions`,
  managers: `${ROOT}/Managers`,
  manager: MANAGER,
  systems: `${ROOT}/Systems`,
  system: `${ROOT}/Systems/System.Embedded.1`,
  /** The form of older iDRAC9 firmware, still served by newer. */
  managerAttributes: `${MANAGER}/Attributes`,
  dellAttributes: `${MANAGER}/Oem/Dell/DellAttributes`,
  managerAttributeRegistry: `${ROOT}/Registries/ManagerAttributeRegistry/ManagerAttributeRegistry.v1_0_0.json`,
} as const;
