import type { Secret } from '@ironbridge/common';
import {
  RedfishNotFoundError,
  RedfishProtocolError,
  findManager,
  type ExtendedInfo,
  type RedfishBody,
  type RedfishClient,
  type RedfishResource,
} from '@ironbridge/redfish';
import { z } from 'zod';
import { AttributesMissingError, LegacyIdracError, VncServerMissingError } from './errors.js';
import {
  IdracAttributesSchema,
  VNC_SERVER,
  parseVncServer,
  type VncServer,
  type VncSettings,
} from './vnc-server-attributes.js';

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

const IDRAC = 'iDRAC.Embedded.1';

/** Where an iDRAC keeps the settings of its VNC server. */
export class IdracAttributes {
  /** Such as `15G Monolithic`; empty where the iDRAC does not tell. */
  public readonly model: string;
  /** Such as `5.10.00.00`; empty where the iDRAC does not tell. */
  public readonly firmwareVersion: string;
  readonly #client: RedfishClient;
  readonly #link: string;
  #resource: RedfishResource<z.output<typeof IdracAttributesSchema>>;

  private constructor(
    client: RedfishClient,
    manager: z.output<typeof ManagerSchema>,
    resource: RedfishResource<z.output<typeof IdracAttributesSchema>>,
  ) {
    this.model = manager.Model ?? '';
    this.firmwareVersion = manager.FirmwareVersion ?? '';
    this.#client = client;
    this.#link = resource.path;
    this.#resource = resource;
  }

  /**
   * Finds the attributes by their links: system, manager, `Links.Oem.Dell.DellAttributes`; older iDRAC9 firmware has them at
   * `Attributes` below the manager.
   *
   * @throws LegacyIdracError, AttributesMissingError, and the errors of RedfishClient
   */
  public static async find(client: RedfishClient): Promise<IdracAttributes> {
    const manager = await client.get(await findManager(client), ManagerSchema);
    const { Model: model } = manager.body;
    // 12G and 13G servers have an iDRAC7 or 8 (Ironic's drac/boot.py reads the generation in the same way).
    if (/^1[23]G/.test(model ?? '')) throw new LegacyIdracError(client.address, model ?? '');
    const links = (manager.body.Links?.Oem?.Dell?.DellAttributes ?? []).map((link) => link['@odata.id']);
    const named = links.find((link) => link.replace(/\/$/, '').endsWith(`/${IDRAC}`));
    const resource =
      named === undefined
        ? ((await findById(client, links)) ?? (await olderForm(client, manager.path)))
        : await client.get(named, IdracAttributesSchema);
    return new IdracAttributes(client, manager.body, resource);
  }

  /**
   * The VNC server as it was last read.
   *
   * @throws VncServerMissingError without a licence; RedfishProtocolError where an attribute has a form of its own
   */
  public get vncServer(): VncServer {
    const { address } = this.#client;
    let server: VncServer | undefined;
    try {
      server = parseVncServer(this.#resource.body.Attributes);
    } catch (cause) {
      throw new RedfishProtocolError(
        `The VNCServer attributes of the iDRAC at ${address} are not what Dell documents`,
        {
          cause,
        },
      );
    }
    if (server === undefined) throw new VncServerMissingError(address);
    return server;
  }

  /** Reads again. */
  public async refresh(): Promise<VncServer> {
    this.#resource = await this.#client.get(this.#link, IdracAttributesSchema);
    return this.vncServer;
  }

  /**
   * Writes settings of the VNC server in one request.
   *
   * @returns what the iDRAC finds wrong although it answered with success
   */
  public async write(settings: VncSettings, password?: Secret): Promise<readonly ExtendedInfo[]> {
    const attributes: Record<string, RedfishBody> = {};
    for (const [name, value] of Object.entries(settings)) attributes[`${VNC_SERVER}${name}`] = value;
    if (password !== undefined) attributes[`${VNC_SERVER}Password`] = password;
    return this.#client.patch(this.#resource, { Attributes: attributes });
  }
}

const IdSchema = IdracAttributesSchema.extend({ Id: z.string() });

async function findById(
  client: RedfishClient,
  links: readonly string[],
): Promise<RedfishResource<z.output<typeof IdracAttributesSchema>> | undefined> {
  for (const link of links) {
    const resource = await client.get(link, IdSchema);
    if (resource.body.Id === 'iDRACAttributes') return resource;
  }
  return undefined;
}

async function olderForm(
  client: RedfishClient,
  managerPath: string,
): Promise<RedfishResource<z.output<typeof IdracAttributesSchema>>> {
  try {
    return await client.get(`${managerPath.replace(/\/$/, '')}/Attributes`, IdracAttributesSchema);
  } catch (error) {
    if (error instanceof RedfishNotFoundError) throw new AttributesMissingError(client.address);
    throw error;
  }
}
