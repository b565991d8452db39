import type { RedfishResource, ExtendedInfo } from '@ironbridge/redfish';
import type { BmcSurvey, NetworkProtocol } from '../bmc-survey.js';
import type { Finding, Strategy, VncChange, VncServer, VncSwitch } from '../strategy.js';

/** The port of RFB (RFC 6143 section 9), for a BMC that leaves Port null. */
const RFB_PORT = 5900;

/** Redfish's own way: `RFB` of ManagerNetworkProtocol (since v1_3_0). It knows neither passwords nor sessions. */
export const rfb: Strategy = {
  name: 'rfb',
  async find(survey): Promise<Finding> {
    const page = await survey.networkProtocol();
    if (typeof page === 'string') return { kind: 'absent', answer: page };
    return typeof page.body.RFB?.ProtocolEnabled === 'boolean'
      ? { kind: 'switch', vnc: new RfbSwitch(survey, page) }
      : { kind: 'absent', answer: `${page.path} has no RFB` };
  },
};

class RfbSwitch implements VncSwitch {
  public readonly setsPassword = false;
  readonly #survey: BmcSurvey;
  #page: RedfishResource<NetworkProtocol>;

  public constructor(survey: BmcSurvey, page: RedfishResource<NetworkProtocol>) {
    this.#survey = survey;
    this.#page = page;
  }

  public async read(): Promise<VncServer> {
    this.#page = await this.#survey.readNetworkProtocol(this.#page.path);
    const { ProtocolEnabled, Port } = this.#page.body.RFB ?? {};
    return { isEnabled: ProtocolEnabled === true, port: Port ?? RFB_PORT, isEncrypted: false };
  }

  public async write({ isEnabled }: VncChange): Promise<readonly ExtendedInfo[]> {
    return this.#survey.client.patch(this.#page, { RFB: { ProtocolEnabled: isEnabled } });
  }
}
