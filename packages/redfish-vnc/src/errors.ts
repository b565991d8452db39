import { IronbridgeError } from '@ironbridge/common';

/** What one strategy asked of a BMC, and what came back. */
export interface StrategyAnswer {
  readonly strategy: string;
  readonly answer: string;
}

/** No strategy fits this BMC. */
export class NoStrategyError extends IronbridgeError {
  public readonly code = 'ERR_REDFISH_VNC_NO_STRATEGY';
  public readonly kind = 'unsupported';
  public readonly answers: readonly StrategyAnswer[];

  public constructor(address: string, answers: readonly StrategyAnswer[]) {
    super(
      `The BMC at ${address} offers no VNC server that redfish-vnc knows (` +
        answers.map(({ strategy, answer }) => `${strategy}: ${answer}`).join('; ') +
        '); choose another console interface for the node, or name its VNC server in driver_info/vnc_host',
    );
    this.answers = answers;
  }
}

/** Others use all the sessions that the VNC server allows. */
export class VncSessionsTakenError extends IronbridgeError {
  public readonly code = 'ERR_REDFISH_VNC_SESSIONS_TAKEN';
  public readonly kind = 'conflict';
  public readonly activeSessions: number;
  public readonly maxSessions: number;

  public constructor(address: string, activeSessions: number, maxSessions: number) {
    super(
      `${String(activeSessions)} of ${String(maxSessions)} VNC sessions of the BMC at ${address} are in use by others; ` +
        'close them, or wait until they are closed',
    );
    this.activeSessions = activeSessions;
    this.maxSessions = maxSessions;
  }
}

/** The VNC server would speak TLS in a way that nobody documents. */
export class VncEncryptionError extends IronbridgeError {
  public readonly code = 'ERR_REDFISH_VNC_ENCRYPTION';
  public readonly kind = 'unsupported';

  public constructor(address: string) {
    super(
      `The VNC server of the BMC at ${address} is set to SSL, which redfish-vnc does not support; ` +
        'switch SSL of its VNC service off at the BMC',
    );
  }
}

/** The BMC answered with success and refused a setting all the same. */
export class VncSettingRefusedError extends IronbridgeError {
  public readonly code = 'ERR_REDFISH_VNC_SETTING_REFUSED';
  public readonly kind = 'refused';
  /** Such as `IDRAC.2.9.SYS474`. */
  public readonly messageId: string;

  public constructor(address: string, messageId: string, bmcMessage: string) {
    super(`The BMC at ${address} refused a setting of its VNC server (${messageId}): ${bmcMessage}`);
    this.messageId = messageId;
  }
}

/** The BMC accepted a change without a complaint and does not show it. */
export class VncSettingIgnoredError extends IronbridgeError {
  public readonly code = 'ERR_REDFISH_VNC_SETTING_IGNORED';
  public readonly kind = 'refused';

  public constructor(address: string, isEnabled: boolean) {
    super(
      `The BMC at ${address} accepted to switch its VNC server ${isEnabled ? 'on' : 'off'} and did not do it`,
    );
  }
}

/** The saved state is not one that this version wrote. */
export class UnknownStateError extends IronbridgeError {
  public readonly code = 'ERR_REDFISH_VNC_STATE';
  public readonly kind = 'internal';

  public constructor() {
    super('The saved state of this console is not one of redfish-vnc; set the VNC server of the BMC by hand');
  }
}
