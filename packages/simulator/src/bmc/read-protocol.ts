import { isRecord } from '../is-record.js';
import type { VncState } from './bmc-profile.js';

const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;

/** What `{ProtocolEnabled, Port}` changes; undefined where it has anything else. DMTF ManagerNetworkProtocol */
export function readProtocol(protocol: unknown): Partial<VncState> | undefined {
  if (!isRecord(protocol)) return undefined;
  const { ProtocolEnabled: isEnabled, Port: port, ...others } = protocol;
  const isRight =
    (isEnabled === undefined || typeof isEnabled === 'boolean') && (port === undefined || isPort(port));
  if (!isRight || Object.keys(others).length > 0) return undefined;
  return { ...(isEnabled !== undefined && { isEnabled }), ...(port !== undefined && { port }) };
}
