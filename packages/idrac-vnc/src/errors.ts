import { IronbridgeError } from '@ironbridge/common';

/** The iDRAC has no VNC server in its attributes, which is how it shows a missing licence. */
export class VncServerMissingError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_VNC_MISSING';
  public readonly kind = 'refused';

  public constructor(address: string) {
    super(
      `The iDRAC at ${address} has no VNC server (attribute VNCServer.1.Enable); it needs an iDRAC Enterprise or Datacenter licence`,
    );
  }
}

/** The attributes of the VNC server are not what Dell documents. */
export class VncServerUnreadableError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_VNC_UNREADABLE';
  public readonly kind = 'protocol';

  public constructor(address: string, options?: ErrorOptions) {
    super(`The VNCServer attributes of the iDRAC at ${address} are not what Dell documents`, options);
  }
}

/** An iDRAC7 or 8 that is to be set over Redfish, which it cannot be. */
export class LegacyIdracError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_LEGACY';
  public readonly kind = 'unsupported';
  /** As the iDRAC tells it, such as `13G Monolithic`. */
  public readonly model: string;

  public constructor(address: string, model: string) {
    super(
      `The BMC at ${address} is an iDRAC7 or iDRAC8 (${model}), whose VNC server cannot be set over Redfish; ` +
        'set driver_info/drac_vnc_protocol to wsman or auto',
    );
    this.model = model;
  }
}

/** The BMC has no iDRAC attributes. */
export class AttributesMissingError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_ATTRIBUTES_MISSING';
  public readonly kind = 'unsupported';

  public constructor(address: string) {
    super(`The BMC at ${address} shows no iDRAC attributes; idrac-vnc needs an iDRAC7, 8, 9 or 10`);
  }
}

/** WS-Man needs a login, and driver_info has none. */
export class CredentialsMissingError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_CREDENTIALS_MISSING';
  public readonly kind = 'invalid-input';

  public constructor() {
    super(
      'WS-Man needs a login; set driver_info/drac_username and driver_info/drac_password, or the redfish_* keys',
    );
  }
}

/** Neither protocol has an address. */
export class AddressMissingError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_ADDRESS_MISSING';
  public readonly kind = 'invalid-input';

  public constructor() {
    super('Set driver_info/redfish_address or driver_info/drac_address');
  }
}

/** The iDRAC cannot take settings now: its Lifecycle Controller is not ready, or another job is under way. */
export class IdracBusyError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_BUSY';
  public readonly kind = 'unavailable';

  public constructor(address: string, what: string) {
    super(`The iDRAC at ${address} cannot take settings now: ${what}`);
  }
}

/** Others use all the sessions that the VNC server allows. */
export class VncSessionsTakenError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_VNC_SESSIONS_TAKEN';
  public readonly kind = 'conflict';
  public readonly activeSessions: number;
  public readonly maxSessions: number;

  public constructor(address: string, activeSessions: number, maxSessions: number) {
    super(
      `${String(activeSessions)} of ${String(maxSessions)} VNC sessions of the iDRAC at ${address} are in use by others; ` +
        'close them, or wait until they are closed',
    );
    this.activeSessions = activeSessions;
    this.maxSessions = maxSessions;
  }
}

/** The iDRAC answered with success and refused a setting all the same. */
export class VncSettingRefusedError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_VNC_SETTING_REFUSED';
  public readonly kind = 'refused';
  /** Such as `IDRAC.2.9.SYS474`. */
  public readonly messageId: string;

  public constructor(address: string, messageId: string, bmcMessage: string) {
    super(`The iDRAC at ${address} refused a setting of its VNC server (${messageId}): ${bmcMessage}`);
    this.messageId = messageId;
  }
}

/** The iDRAC accepted settings without a complaint and does not have them. */
export class VncSettingIgnoredError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_VNC_SETTING_IGNORED';
  public readonly kind = 'refused';
  /** Names of the attributes, such as `VNCServer.1.Port`. */
  public readonly attributes: readonly string[];

  public constructor(address: string, attributes: readonly string[]) {
    super(`The iDRAC at ${address} accepted these settings and did not apply them: ${attributes.join(', ')}`);
    this.attributes = attributes;
  }
}

/** The saved state is not one that this version wrote. */
export class UnknownStateError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_VNC_STATE';
  public readonly kind = 'internal';

  public constructor() {
    super('The saved state of this console is not one of idrac-vnc; set the VNC server of the iDRAC by hand');
  }
}
