import { abortInStart } from './cases/abort-in-start.js';
import { driverInfoDescribed } from './cases/driver-info-described.js';
import { getConsoleFromTask } from './cases/get-console-from-task.js';
import { getConsolePure } from './cases/get-console-pure.js';
import { manifestFrozen } from './cases/manifest-frozen.js';
import { saveRefused } from './cases/save-refused.js';
import { secretsNotInArgv } from './cases/secrets-not-in-argv.js';
import { secretsNotInConnections } from './cases/secrets-not-in-connections.js';
import { secretsNotInErrors } from './cases/secrets-not-in-errors.js';
import { secretsNotInLogs } from './cases/secrets-not-in-logs.js';
import { startAfterStop } from './cases/start-after-stop.js';
import { startRepairs } from './cases/start-repairs.js';
import { startRepeated } from './cases/start-repeated.js';
import { startRepeatedAfterRestart } from './cases/start-repeated-after-restart.js';
import { startReturnsConnection } from './cases/start-returns-connection.js';
import { startUnrecordedRepeated } from './cases/start-unrecorded-repeated.js';
import { startsOnTwoNodes } from './cases/starts-on-two-nodes.js';
import { stateSavedBeforeChange } from './cases/state-saved-before-change.js';
import { stopAfterCrashAtRequest } from './cases/stop-after-crash-at-request.js';
import { stopAfterCrashAtSave } from './cases/stop-after-crash-at-save.js';
import { stopAfterCrashInStop } from './cases/stop-after-crash-in-stop.js';
import { stopAfterUnrecordedStart } from './cases/stop-after-unrecorded-start.js';
import { stopRepeated } from './cases/stop-repeated.js';
import { stopRestores } from './cases/stop-restores.js';
import { stopWithoutStart } from './cases/stop-without-start.js';
import { unsupportedGetConsole } from './cases/unsupported-get-console.js';
import { unsupportedStart } from './cases/unsupported-start.js';
import { unsupportedStop } from './cases/unsupported-stop.js';
import { unsupportedValidate } from './cases/unsupported-validate.js';
import { validateOffline } from './cases/validate-offline.js';
import { warningsRepeated } from './cases/warnings-repeated.js';
import { wrongCredentialsRefused } from './cases/wrong-credentials-refused.js';
import { wrongCredentialsTriedOnce } from './cases/wrong-credentials-tried-once.js';
import type { ConformanceCase } from './conformance-case.js';

/** The contract of console interfaces, promise by promise: one file each in `cases`. */
export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  startReturnsConnection,
  startRepeated,
  startRepeatedAfterRestart,
  startRepairs,
  startAfterStop,
  startUnrecordedRepeated,
  startsOnTwoNodes,
  stateSavedBeforeChange,
  saveRefused,
  abortInStart,
  stopWithoutStart,
  stopRepeated,
  stopRestores,
  stopAfterCrashAtSave,
  stopAfterCrashAtRequest,
  stopAfterCrashInStop,
  stopAfterUnrecordedStart,
  getConsoleFromTask,
  getConsolePure,
  validateOffline,
  warningsRepeated,
  wrongCredentialsRefused,
  wrongCredentialsTriedOnce,
  driverInfoDescribed,
  manifestFrozen,
  secretsNotInLogs,
  secretsNotInErrors,
  secretsNotInConnections,
  secretsNotInArgv,
  unsupportedStart,
  unsupportedValidate,
  unsupportedStop,
  unsupportedGetConsole,
];
