import type { Logger } from '@ironbridge/common';

import type { IdracFaults } from '../faults.js';
import type { LoginGate } from '../http/login-gate.js';
import type { RedfishSessions } from '../redfish/redfish-sessions.js';

/** What doors beside Redfish stand on. */
export interface RunningBmc {
  readonly sessions: RedfishSessions;
  readonly gate: LoginGate;
  readonly faults: IdracFaults;
  readonly log: Logger;
  /** Where the VNC server listens. */
  readonly vncPort: () => number;
}
