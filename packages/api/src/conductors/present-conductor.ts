import type { JsonObject } from '@ironbridge/common';
import type { ConductorRecord } from '@ironbridge/store';
import { linksTo } from '../links.js';
import { presentDate } from '../present-date.js';

/** A conductor as Ironic shows it. When it first came is not kept. */
export function presentConductor(
  { hostname, conductorGroup, hardwareTypes, heartbeatAt }: ConductorRecord,
  { baseUrl, isAlive, isDetail }: { baseUrl: string; isAlive: boolean; isDetail: boolean },
): JsonObject {
  const links = linksTo(baseUrl, `conductors/${encodeURIComponent(hostname)}`);
  const summary = { hostname, conductor_group: conductorGroup, links, alive: isAlive };
  if (!isDetail) return summary;
  return {
    created_at: null,
    updated_at: presentDate(heartbeatAt),
    ...summary,
    drivers: Object.keys(hardwareTypes),
  };
}
