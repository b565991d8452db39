import { IronbridgeError } from '@ironbridge/common';

/** What the BMC says about a refused request; its own words, bounded and without our secrets. */
export interface BmcRefusal {
  readonly status: number;
  /** The message id of Redfish's error body, such as `Base.1.12.PropertyValueTypeError`; empty where there is none. */
  readonly messageId: string;
  readonly bmcMessage: string;
}

/** The resource does not exist on this BMC. */
export class RedfishNotFoundError extends IronbridgeError {
  public readonly code = 'ERR_REDFISH_NOT_FOUND';
  public readonly kind = 'not-found';
  public readonly path: string;

  public constructor(path: string) {
    super(`The BMC has no resource ${path}`);
    this.path = path;
  }
}

/** The BMC refused a request for another reason than credentials or privilege. */
export class RedfishRequestError extends IronbridgeError {
  public readonly code = 'ERR_REDFISH_REQUEST';
  public readonly kind = 'refused';
  public readonly status: number;
  public readonly messageId: string;

  public constructor(request: string, refusal: BmcRefusal) {
    super(
      `The BMC refused ${request} with status ${String(refusal.status)}` +
        (refusal.bmcMessage === '' ? '' : `: ${refusal.bmcMessage}`),
    );
    this.status = refusal.status;
    this.messageId = refusal.messageId;
  }
}

/** The BMC's answer is not what Redfish says. */
export class RedfishProtocolError extends IronbridgeError {
  public readonly code = 'ERR_REDFISH_PROTOCOL';
  public readonly kind = 'protocol';
}

/** The BMC sent a link or a redirect to another origin. It was not followed: credentials stay with the BMC. */
export class ForeignOriginError extends IronbridgeError {
  public readonly code = 'ERR_REDFISH_FOREIGN_ORIGIN';
  public readonly kind = 'protocol';
  public readonly address: string;

  public constructor(address: string, foreignOrigin: string) {
    super(
      `The BMC at ${address} refers to another address (${foreignOrigin}), which is not followed; ` +
        'set driver_info/redfish_address to the address that the BMC itself uses',
    );
    this.address = address;
  }
}

/** There is not exactly one system or manager, so one has to be named. The text is Ironic's (sushy). */
export class UnknownDefaultError extends IronbridgeError {
  public readonly code = 'ERR_REDFISH_UNKNOWN_DEFAULT';
  public readonly kind = 'invalid-input';

  public constructor(resource: 'system' | 'manager') {
    super(
      `Failed at determining default for "${resource}": ` +
        `${resource === 'system' ? 'System' : 'Manager'} count is not exactly one; set driver_info/redfish_system_id`,
    );
  }
}
