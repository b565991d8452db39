import type { ConsoleInterfaceManifest } from '@ironbridge/base';
import { z } from 'zod';
import * as faulty from './faulty-drivers.js';
import { ReferenceDriver, ReferenceOptions, referenceManifest } from './reference-driver.js';

/** An interface that breaks one promise, named by its case, and keeps all others. */
export interface Fault {
  readonly breaks: string;
  readonly manifest: ConsoleInterfaceManifest;
}

const correct = referenceManifest(ReferenceDriver);
const undescribed = ReferenceOptions.extend({ reference_extra: z.string().optional() });

/** One driver for each promise, correct but for that promise. */
export const FAULTS: readonly Fault[] = [
  { breaks: 'start-returns-connection', manifest: referenceManifest(faulty.ReturnsUndeclaredType) },
  { breaks: 'start-repeated', manifest: referenceManifest(faulty.SetsAgain) },
  { breaks: 'start-repeated-after-restart', manifest: referenceManifest(faulty.TrustsOnlyItsMemory) },
  { breaks: 'start-repairs', manifest: referenceManifest(faulty.TrustsTheTask) },
  { breaks: 'start-after-stop', manifest: referenceManifest(faulty.StartsOnce) },
  { breaks: 'start-unrecorded-repeated', manifest: referenceManifest(faulty.ForgetsWhatItFound) },
  { breaks: 'starts-on-two-nodes', manifest: referenceManifest(faulty.SharesItsClient) },
  { breaks: 'state-saved-before-change', manifest: referenceManifest(faulty.ChangesBeforeItSaves) },
  { breaks: 'save-refused', manifest: referenceManifest(faulty.IgnoresRefusedSaves) },
  { breaks: 'abort-in-start', manifest: referenceManifest(faulty.IgnoresItsSignal) },
  { breaks: 'stop-without-start', manifest: referenceManifest(faulty.WritesWithoutAStart) },
  { breaks: 'stop-repeated', manifest: referenceManifest(faulty.RefusesToStopTwice) },
  { breaks: 'stop-restores', manifest: referenceManifest(faulty.RestoresHalf) },
  { breaks: 'stop-after-crash-at-save', manifest: referenceManifest(faulty.SavesInTwoSteps) },
  { breaks: 'stop-after-crash-at-request', manifest: referenceManifest(faulty.LeavesHalfAConsole) },
  { breaks: 'stop-after-crash-in-stop', manifest: referenceManifest(faulty.SaysItStoppedTooEarly) },
  { breaks: 'stop-after-unrecorded-start', manifest: referenceManifest(faulty.LeavesUnrecordedConsoles) },
  { breaks: 'get-console-from-task', manifest: referenceManifest(faulty.ForgetsConnections) },
  { breaks: 'get-console-pure', manifest: referenceManifest(faulty.AsksOnGet) },
  { breaks: 'validate-offline', manifest: referenceManifest(faulty.AsksOnValidate) },
  { breaks: 'warnings-repeated', manifest: referenceManifest(faulty.WarnsOnce) },
  { breaks: 'wrong-credentials-refused', manifest: referenceManifest(faulty.CallsRefusalsUnavailable) },
  { breaks: 'wrong-credentials-tried-once', manifest: referenceManifest(faulty.TriesTwice) },
  { breaks: 'driver-info-described', manifest: Object.freeze({ ...correct, driverInfo: undescribed }) },
  { breaks: 'manifest-frozen', manifest: { ...correct } },
  { breaks: 'secrets-not-in-logs', manifest: referenceManifest(faulty.LogsThePassword) },
  { breaks: 'secrets-not-in-errors', manifest: referenceManifest(faulty.ThrowsThePassword) },
  { breaks: 'secrets-not-in-connections', manifest: referenceManifest(faulty.ShowsThePassword) },
  { breaks: 'secrets-not-in-argv', manifest: referenceManifest(faulty.PassesThePasswordToAProcess) },
];
