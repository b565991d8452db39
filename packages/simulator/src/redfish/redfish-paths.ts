const ROOT = '/redfish/v1';
const SESSION_SERVICE = `${ROOT}/SessionService`;

/** Paths that Redfish fixes, or that every BMC here has. DSP0266 section 6.4 */
export const REDFISH_PATHS = {
  versions: '/redfish',
  root: ROOT,
  sessionService: SESSION_SERVICE,
  sessions: `${SESSION_SERVICE}/Sessions`,
  managers: `${ROOT}/Managers`,
  systems: `${ROOT}/Systems`,
} as const;
