import type { Secret } from '@ironbridge/common';
import {
  RedfishNotFoundError,
  findDellAttributes,
  readDellManager,
  refreshDellAttributes,
  type DellAttributes,
  type DellManager,
  type ExtendedInfo,
  type RedfishBody,
  type RedfishClient,
} from '@ironbridge/redfish';
import { AttributesMissingError, LegacyIdracError } from './errors.js';
import type { IdracAccess } from './idrac-access.js';
import type { Idrac } from './idrac.js';
import { generationOf, isLegacyModel } from './idrac-model.js';
import { VNC_SERVER, readVncServer, type VncServer, type VncSettings } from './vnc-server-attributes.js';

/** An iDRAC9 or iDRAC10, whose settings are attributes of a Redfish resource. */
export class RedfishIdrac implements Idrac {
  public readonly protocol = 'redfish';
  public readonly host: string;
  public readonly verifyCa: boolean | string;
  public readonly model: string;
  public readonly firmwareVersion: string;
  readonly #client: RedfishClient;
  #resource: DellAttributes;

  private constructor(
    client: RedfishClient,
    { redfish }: IdracAccess,
    manager: DellManager,
    resource: DellAttributes,
  ) {
    this.host = redfish.redfish_address.host;
    this.verifyCa = redfish.redfish_verify_ca;
    this.model = manager.model;
    this.firmwareVersion = manager.firmwareVersion;
    this.#client = client;
    this.#resource = resource;
  }

  /**
   * @param mayBeLegacy whether an iDRAC that is to be asked over WS-Man is no error: an iDRAC7 or 8, one without Redfish, or one
   * without Redfish attributes that is no iDRAC10, which has no WS-Man. A system that driver_info names and the iDRAC does not
   * have is always one: the name is to be put right
   * @returns undefined for such an iDRAC
   * @throws LegacyIdracError, AttributesMissingError, and the errors of RedfishClient
   */
  public static async find(
    client: RedfishClient,
    access: IdracAccess,
    mayBeLegacy: boolean,
  ): Promise<RedfishIdrac | undefined> {
    let manager: DellManager;
    try {
      manager = await readDellManager(client);
    } catch (error) {
      const missesWhatWasNamed = access.redfish.redfish_system_id !== undefined;
      if (mayBeLegacy && !missesWhatWasNamed && error instanceof RedfishNotFoundError) return undefined;
      throw error;
    }
    if (isLegacyModel(manager.model)) {
      if (mayBeLegacy) return undefined;
      throw new LegacyIdracError(client.address, manager.model);
    }
    const resource = await findDellAttributes(client, manager);
    if (resource !== undefined) return new RedfishIdrac(client, access, manager, resource);
    if (mayBeLegacy && (generationOf(manager.model) ?? 0) <= 16) return undefined;
    throw new AttributesMissingError(client.address);
  }

  public get address(): string {
    return this.#client.address;
  }

  public get vncServer(): VncServer {
    return readVncServer(this.address, this.#resource.body.Attributes);
  }

  public async refresh(): Promise<VncServer> {
    this.#resource = await refreshDellAttributes(this.#client, this.#resource);
    return this.vncServer;
  }

  public async write(settings: VncSettings, password?: Secret): Promise<readonly ExtendedInfo[]> {
    const attributes: Record<string, RedfishBody> = {};
    for (const [name, value] of Object.entries(settings)) attributes[`${VNC_SERVER}${name}`] = value;
    if (password !== undefined) attributes[`${VNC_SERVER}Password`] = password;
    return this.#client.patch(this.#resource, { Attributes: attributes });
  }

  /** Settings come into force at once. */
  public discardPending(): Promise<void> {
    return Promise.resolve();
  }
}
