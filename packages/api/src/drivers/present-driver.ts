import type { JsonObject, JsonValue } from '@ironbridge/common';
import { linksTo } from '../links.js';
import { OTHER_INTERFACES } from '../nodes/node-fields.js';
import type { ServedDriver } from './served-drivers.js';

/** The versions that brought parts of a driver's JSON. */
const PROPERTIES_LINK_SINCE = 14;
const INTERFACES_SINCE = 30;

function presentInterfaces(driver: ServedDriver, minorVersion: number): JsonObject {
  const entries: [string, JsonValue][] = [
    ['default_console_interface', driver.defaultConsoleInterface],
    ['enabled_console_interfaces', [...driver.consoleInterfaces]],
  ];
  for (const { name, since, initial } of OTHER_INTERFACES) {
    // Interfaces that came with dynamic drivers themselves are as old as those.
    if (since > Math.max(minorVersion, INTERFACES_SINCE + 1)) continue;
    entries.push([`default_${name}`, initial], [`enabled_${name}s`, [initial]]);
  }
  return Object.fromEntries(entries);
}

/** A hardware type in one version of the API. */
export function presentDriver(
  driver: ServedDriver,
  { baseUrl, minorVersion, isDetail }: { baseUrl: string; minorVersion: number; isDetail: boolean },
): JsonObject {
  const { name, hosts } = driver;
  return {
    name,
    hosts: [...hosts],
    links: linksTo(baseUrl, `drivers/${name}`),
    ...(minorVersion >= PROPERTIES_LINK_SINCE && {
      properties: linksTo(baseUrl, `drivers/${name}/properties`),
    }),
    ...(minorVersion >= INTERFACES_SINCE && { type: 'dynamic' }),
    ...(minorVersion >= INTERFACES_SINCE && isDetail && presentInterfaces(driver, minorVersion)),
  };
}
