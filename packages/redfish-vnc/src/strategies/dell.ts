import {
  RedfishProtocolError,
  findDellAttributes,
  readDellManager,
  refreshDellAttributes,
  vulnerableIdracFirmwareWarning,
  type DellAttributes,
  type ExtendedInfo,
  type RedfishClient,
} from '@ironbridge/redfish';
import { z } from 'zod';
import { whyAbsent } from '../bmc-survey.js';
import type { Finding, Strategy, VncChange, VncServer, VncSwitch } from '../strategy.js';

const PREFIX = 'VNCServer.1.';
const ENABLE = `${PREFIX}Enable`;

/** Numbers come as JSON numbers or as their digits, by firmware. */
const VncServerSchema = z.object({
  [ENABLE]: z.enum(['Enabled', 'Disabled']),
  [`${PREFIX}Port`]: z.coerce.number().int(),
  [`${PREFIX}SSLEncryptionBitLength`]: z.string().nullish(),
  [`${PREFIX}MaxSessions`]: z.coerce.number().int().min(1).catch(2),
  [`${PREFIX}ActiveSessions`]: z.coerce.number().int().min(0).catch(0),
});

/** An iDRAC9 or iDRAC10: the attributes of its VNC server. idrac-vnc knows more of their settings. */
export const dell: Strategy = {
  name: 'dell',
  async find({ client }): Promise<Finding> {
    const manager = await readDellManager(client);
    let attributes: DellAttributes | undefined;
    try {
      attributes = await findDellAttributes(client, manager);
    } catch (error) {
      return { kind: 'absent', answer: whyAbsent(error, manager.path) };
    }
    if (attributes === undefined) return { kind: 'absent', answer: `${manager.path} has no Dell attributes` };
    return attributes.body.Attributes[ENABLE] === undefined
      ? { kind: 'absent', answer: `${attributes.path} has no ${ENABLE}, which a licence brings` }
      : {
          kind: 'switch',
          vnc: new DellSwitch(
            client,
            attributes,
            vulnerableIdracFirmwareWarning(manager.model, manager.firmwareVersion),
          ),
        };
  },
};

class DellSwitch implements VncSwitch {
  public readonly setsPassword = true;
  public readonly warning: string | undefined;
  readonly #client: RedfishClient;
  #attributes: DellAttributes;

  public constructor(client: RedfishClient, attributes: DellAttributes, warning: string | undefined) {
    this.warning = warning;
    this.#client = client;
    this.#attributes = attributes;
  }

  public async read(): Promise<VncServer> {
    this.#attributes = await refreshDellAttributes(this.#client, this.#attributes);
    const parsed = VncServerSchema.safeParse(this.#attributes.body.Attributes);
    if (!parsed.success) {
      throw new RedfishProtocolError(
        `The VNCServer attributes of the iDRAC at ${this.#client.address} are not what Dell documents`,
      );
    }
    const server = parsed.data as Record<string, unknown>;
    const encryption = server[`${PREFIX}SSLEncryptionBitLength`] ?? 'Disabled';
    return {
      isEnabled: server[ENABLE] === 'Enabled',
      port: Number(server[`${PREFIX}Port`]),
      isEncrypted: encryption !== 'Disabled',
      maxSessions: Number(server[`${PREFIX}MaxSessions`]),
      activeSessions: Number(server[`${PREFIX}ActiveSessions`]),
    };
  }

  public async write({ isEnabled, password }: VncChange): Promise<readonly ExtendedInfo[]> {
    return this.#client.patch(this.#attributes, {
      Attributes: {
        [ENABLE]: isEnabled ? 'Enabled' : 'Disabled',
        ...(password === undefined ? {} : { [`${PREFIX}Password`]: password }),
      },
    });
  }
}
