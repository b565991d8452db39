import { z } from 'zod';
import { RedfishNotFoundError } from './errors.js';
import { findManager } from './find-system.js';
import type { RedfishClient, RedfishResource } from './redfish-client.js';

const ManagerSchema = z.object({
  Model: z.string().nullish(),
  FirmwareVersion: z.string().nullish(),
  Links: z
    .object({
      Oem: z
        .object({
          Dell: z
            .object({ DellAttributes: z.array(z.object({ '@odata.id': z.string() })).optional() })
            .optional(),
        })
        .optional(),
    })
    .optional(),
});

const AttributesSchema = z.object({ Attributes: z.record(z.string(), z.unknown()) });
const IdSchema = AttributesSchema.extend({ Id: z.string() });

const IDRAC = 'iDRAC.Embedded.1';

/** The manager of a system, as an iDRAC shows itself. */
export interface DellManager {
  readonly path: string;
  /** Such as `15G Monolithic`; empty where the BMC does not tell. */
  readonly model: string;
  /** Such as `5.10.00.00`; empty where the BMC does not tell. */
  readonly firmwareVersion: string;
  /** `Links.Oem.Dell.DellAttributes`; empty on older iDRAC9 firmware, and on what is no iDRAC. */
  readonly attributeLinks: readonly string[];
}

/** The resource that holds the settings of an iDRAC. */
export type DellAttributes = RedfishResource<z.output<typeof AttributesSchema>>;

/** Reads the manager of the client's system. */
export async function readDellManager(client: RedfishClient): Promise<DellManager> {
  const { path, body } = await client.get(await findManager(client), ManagerSchema);
  return {
    path,
    model: body.Model ?? '',
    firmwareVersion: body.FirmwareVersion ?? '',
    attributeLinks: (body.Links?.Oem?.Dell?.DellAttributes ?? []).map((link) => link['@odata.id']),
  };
}

/**
 * The attributes of an iDRAC9 or iDRAC10, by the manager's links; older iDRAC9 firmware has them at `Attributes` below the
 * manager.
 *
 * @returns undefined where there are none
 */
export async function findDellAttributes(
  client: RedfishClient,
  { path, attributeLinks }: DellManager,
): Promise<DellAttributes | undefined> {
  const named = attributeLinks.find((link) => link.replace(/\/$/, '').endsWith(`/${IDRAC}`));
  if (named !== undefined) return client.get(named, AttributesSchema);
  for (const link of attributeLinks) {
    const resource = await client.get(link, IdSchema);
    if (resource.body.Id === 'iDRACAttributes') return resource;
  }
  try {
    return await client.get(`${path.replace(/\/$/, '')}/Attributes`, AttributesSchema);
  } catch (error) {
    if (error instanceof RedfishNotFoundError) return undefined;
    throw error;
  }
}

/** Reads them again. */
export async function refreshDellAttributes(
  client: RedfishClient,
  attributes: DellAttributes,
): Promise<DellAttributes> {
  return client.get(attributes.path, AttributesSchema);
}
