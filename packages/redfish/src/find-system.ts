import { z } from 'zod';
import { UnknownDefaultError } from './errors.js';
import type { RedfishClient } from './redfish-client.js';

const LinkSchema = z.object({ '@odata.id': z.string().min(1) });
const CollectionSchema = z.object({ Members: z.array(LinkSchema) });
const SystemSchema = z.object({
  Links: z.object({ ManagedBy: z.array(LinkSchema).optional() }).optional(),
});

async function onlyMember(client: RedfishClient, kind: 'system' | 'manager'): Promise<string> {
  const name = kind === 'system' ? 'Systems' : 'Managers';
  const root = await client.get(client.rootPath, z.object({ [name]: LinkSchema.optional() }));
  const link = root.body[name]?.['@odata.id'];
  const members = link === undefined ? [] : (await client.get(link, CollectionSchema)).body.Members;
  const [only, ...others] = members;
  if (only === undefined || others.length > 0) throw new UnknownDefaultError(kind);
  return only['@odata.id'];
}

/**
 * Path of the system: the one that the client's options name, else the only one there is.
 *
 * @throws UnknownDefaultError where there is not exactly one
 */
export async function findSystem(client: RedfishClient): Promise<string> {
  return client.systemId ?? (await onlyMember(client, 'system'));
}

/**
 * Path of the manager of that system: the first of its `Links.ManagedBy`, else the only manager there is.
 *
 * @throws UnknownDefaultError where neither leads to one
 */
export async function findManager(client: RedfishClient): Promise<string> {
  const system = await client.get(await findSystem(client), SystemSchema);
  const [manager] = system.body.Links?.ManagedBy ?? [];
  return manager === undefined ? onlyMember(client, 'manager') : manager['@odata.id'];
}
