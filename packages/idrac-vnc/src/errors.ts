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

/** An iDRAC7 or 8: its attributes cannot be set over Redfish. */
export class LegacyIdracError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_LEGACY';
  public readonly kind = 'unsupported';
  /** As the iDRAC tells it, such as `13G Monolithic`. */
  public readonly model: string;

  public constructor(address: string, model: string) {
    super(
      `The BMC at ${address} is an iDRAC7 or iDRAC8 (${model}), whose VNC server is set over WS-Man; ` +
        'this version of idrac-vnc does not support that, choose another console interface for the node',
    );
    this.model = model;
  }
}

/** The BMC has no resource with iDRAC attributes. */
export class AttributesMissingError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_ATTRIBUTES_MISSING';
  public readonly kind = 'unsupported';

  public constructor(address: string) {
    super(`The BMC at ${address} has no iDRAC attributes; idrac-vnc needs an iDRAC9 or iDRAC10`);
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

/** The VNC server would speak TLS, which this version does not. */
export class VncEncryptionError extends IronbridgeError {
  public readonly code = 'ERR_IDRAC_VNC_ENCRYPTION';
  public readonly kind = 'invalid-input';
  /** The value of VNCServer.1.SSLEncryptionBitLength. */
  public readonly encryption: string;

  public constructor(encryption: string) {
    super(
      `The VNC server would use SSL (${encryption}), which idrac-vnc does not support; set ` +
        'driver_info/drac_vnc_ssl_bitlength to disabled',
    );
    this.encryption = encryption;
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
