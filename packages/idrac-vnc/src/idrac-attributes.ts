import type { Secret } from '@ironbridge/common';
import {
  RedfishProtocolError,
  findDellAttributes,
  readDellManager,
  refreshDellAttributes,
  type DellAttributes,
  type DellManager,
  type ExtendedInfo,
  type RedfishBody,
  type RedfishClient,
} from '@ironbridge/redfish';
import { AttributesMissingError, LegacyIdracError, VncServerMissingError } from './errors.js';
import { VNC_SERVER, parseVncServer, type VncServer, type VncSettings } from './vnc-server-attributes.js';

/** Where an iDRAC keeps the settings of its VNC server. */
export class IdracAttributes {
  /** Such as `15G Monolithic`; empty where the iDRAC does not tell. */
  public readonly model: string;
  /** Such as `5.10.00.00`; empty where the iDRAC does not tell. */
  public readonly firmwareVersion: string;
  readonly #client: RedfishClient;
  #resource: DellAttributes;

  private constructor(client: RedfishClient, manager: DellManager, resource: DellAttributes) {
    this.model = manager.model;
    this.firmwareVersion = manager.firmwareVersion;
    this.#client = client;
    this.#resource = resource;
  }

  /** @throws LegacyIdracError, AttributesMissingError, and the errors of RedfishClient */
  public static async find(client: RedfishClient): Promise<IdracAttributes> {
    const manager = await readDellManager(client);
    // 12G and 13G servers have an iDRAC7 or 8 (Ironic's drac/boot.py reads the generation in the same way).
    if (/^1[23]G/.test(manager.model)) throw new LegacyIdracError(client.address, manager.model);
    const resource = await findDellAttributes(client, manager);
    if (resource === undefined) throw new AttributesMissingError(client.address);
    return new IdracAttributes(client, manager, resource);
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
    this.#resource = await refreshDellAttributes(this.#client, this.#resource);
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
