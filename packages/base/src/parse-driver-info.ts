import type { JsonObject } from '@ironbridge/common';
import { DriverInfoError } from './errors.js';
import type { ConsoleInterfaceManifest } from './manifest.js';

/**
 * The options of a node for one interface. Keys of other interfaces are left aside.
 *
 * @throws DriverInfoError naming each key that is missing or wrong; values are not repeated, they may be secret
 */
export function parseDriverInfo(manifest: ConsoleInterfaceManifest, driverInfo: JsonObject): unknown {
  const result = manifest.driverInfo.safeParse(driverInfo);
  if (result.success) return result.data;
  const { issues } = result.error;
  throw new DriverInfoError(
    issues.map(({ path, message }) => `driver_info/${path.map(String).join('/')}: ${message}`).join('. '),
    issues.map(({ path }) => String(path[0])),
  );
}
