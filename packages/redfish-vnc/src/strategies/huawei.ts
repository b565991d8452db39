import type { ExtendedInfo, RedfishResource } from '@ironbridge/redfish';
import { z } from 'zod';
import type { BmcSurvey, NetworkProtocol } from '../bmc-survey.js';
import type { Finding, Strategy, VncChange, VncServer, VncSwitch } from '../strategy.js';

/** The factory's port (Huawei/Huawei-iBMC-Cmdlets:src/scripts/Service.ps1). */
const VNC_PORT = 5900;

const VncServiceSchema = z.object({
  SSLEncryptionEnabled: z.boolean().nullish(),
  MaximumNumberOfSessions: z.int().nullish(),
  NumberOfActivatedSessions: z.int().nullish(),
});

type VncService = z.output<typeof VncServiceSchema>;

/**
 * The VNC service of Huawei iBMC, openUBMC and xFusion: switch and port in `Oem.*.VNC` of NetworkProtocol (the name below
 * Oem differs from build to build), password and sessions in `VncService` below the manager.
 */
export const huawei: Strategy = {
  name: 'huawei',
  async find(survey): Promise<Finding> {
    const page = await survey.networkProtocol();
    if (typeof page === 'string') return { kind: 'absent', answer: page };
    const vendor = Object.entries(page.body.Oem ?? {}).find(([, oem]) => oem?.VNC !== undefined)?.[0];
    if (vendor === undefined) return { kind: 'absent', answer: `${page.path} has no Oem.*.VNC` };
    const service = await survey.ask(await survey.pathBelowManager('VncService'), VncServiceSchema);
    if (typeof service === 'string') return { kind: 'absent', answer: service };
    return { kind: 'switch', vnc: new HuaweiSwitch(survey, vendor, page, service) };
  },
};

class HuaweiSwitch implements VncSwitch {
  public readonly setsPassword = true;
  readonly #survey: BmcSurvey;
  /** Name of the vendor's part below Oem. */
  readonly #vendor: string;
  #page: RedfishResource<NetworkProtocol>;
  #service: RedfishResource<VncService>;

  public constructor(
    survey: BmcSurvey,
    vendor: string,
    page: RedfishResource<NetworkProtocol>,
    service: RedfishResource<VncService>,
  ) {
    this.#survey = survey;
    this.#vendor = vendor;
    this.#page = page;
    this.#service = service;
  }

  public async read(): Promise<VncServer> {
    this.#page = await this.#survey.readNetworkProtocol(this.#page.path);
    this.#service = await this.#survey.client.get(this.#service.path, VncServiceSchema);
    const { ProtocolEnabled, Port } = this.#page.body.Oem?.[this.#vendor]?.VNC ?? {};
    const { SSLEncryptionEnabled, MaximumNumberOfSessions, NumberOfActivatedSessions } = this.#service.body;
    return {
      isEnabled: ProtocolEnabled === true,
      port: Port ?? VNC_PORT,
      isEncrypted: SSLEncryptionEnabled === true,
      ...(typeof MaximumNumberOfSessions === 'number' ? { maxSessions: MaximumNumberOfSessions } : {}),
      ...(typeof NumberOfActivatedSessions === 'number' ? { activeSessions: NumberOfActivatedSessions } : {}),
    };
  }

  /** The password goes first when switching on: at no time is the service open with one that others know. */
  public async write({ isEnabled, password }: VncChange): Promise<readonly ExtendedInfo[]> {
    const faults: ExtendedInfo[] = [];
    if (!isEnabled) faults.push(...(await this.#writeEnabled(false)));
    if (password !== undefined) {
      faults.push(...(await this.#survey.client.patch(this.#service, { Password: password })));
      if (isEnabled && faults.length > 0) return faults;
    }
    if (isEnabled) faults.push(...(await this.#writeEnabled(true)));
    return faults;
  }

  async #writeEnabled(isEnabled: boolean): Promise<readonly ExtendedInfo[]> {
    return this.#survey.client.patch(this.#page, {
      Oem: { [this.#vendor]: { VNC: { ProtocolEnabled: isEnabled } } },
    });
  }
}
