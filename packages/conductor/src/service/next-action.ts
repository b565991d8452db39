import type { ConsoleRecord, NodeRecord } from '@ironbridge/store';
import { isDeepStrictEqual } from 'node:util';

/**
 * - `start`: a first enable; what goes wrong for good takes the wish back
 * - `restore`: a console that once served is verified, and started again where it no longer holds
 * - `stop`: nobody wants it; repeated until the BMC confirms
 * - `none`: wish and observation agree
 */
export type ConsoleAction = 'start' | 'restore' | 'stop' | 'none';

/**
 * What a conductor must do about a node: the whole of reconciling, as a function of what the store says.
 *
 * @param interfaceName the interface that a start would use, or undefined where the node names none that is enabled
 * @param shouldVerify true after a conductor start, a take-over, a reported loss, or when the periodic check is due
 */
export function nextAction(
  node: Pick<NodeRecord, 'consoleWanted' | 'consoleEnabled' | 'isDeleting' | 'driverInfo'>,
  record: Pick<ConsoleRecord, 'driverInfo' | 'interfaceName'> | null,
  interfaceName: string | undefined,
  shouldVerify: boolean,
): ConsoleAction {
  const isWanted = node.consoleWanted && !node.isDeleting;
  if (!isWanted) return record !== null || node.consoleEnabled || node.isDeleting ? 'stop' : 'none';
  // What another interface started is that interface's to take back: the default may have changed with the configuration.
  const isOfAnother = record !== null && record.interfaceName !== interfaceName;
  if (!node.consoleEnabled) return isOfAnother ? 'stop' : 'start';
  if (isOfAnother && interfaceName !== undefined) return 'stop';
  const isOutdated = record === null || !isDeepStrictEqual(record.driverInfo, node.driverInfo);
  return shouldVerify || isOutdated ? 'restore' : 'none';
}
