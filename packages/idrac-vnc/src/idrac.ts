import type { Secret } from '@ironbridge/common';
import type { VncServer, VncSettings } from './vnc-server-attributes.js';

/** A way to an iDRAC's settings. */
export type IdracProtocol = 'redfish' | 'wsman';

/** Why an iDRAC did not take a setting, in its own words. */
export interface SettingFault {
  readonly messageId: string;
  readonly message: string;
}

/** The settings of one iDRAC's VNC server, over either protocol. */
export interface Idrac {
  readonly protocol: IdracProtocol;
  /** Origin of the iDRAC, for messages. */
  readonly address: string;
  /** Where its VNC server is. */
  readonly host: string;
  /** How the certificate of its VNC server is judged. */
  readonly verifyCa: boolean | string;
  /** Such as `15G Monolithic`; empty where the iDRAC does not tell. */
  readonly model: string;
  /** Such as `5.10.00.00`; empty where the iDRAC does not tell. */
  readonly firmwareVersion: string;
  /**
   * The VNC server as it was last read.
   *
   * @throws VncServerMissingError without a licence; VncServerUnreadableError where an attribute has a form of its own
   */
  readonly vncServer: VncServer;
  /** Reads again. */
  refresh(): Promise<VncServer>;
  /**
   * Writes settings of the VNC server, all at once.
   *
   * @returns what the iDRAC refused
   */
  write(settings: VncSettings, password?: Secret): Promise<readonly SettingFault[]>;
  /** Takes back what was set and has not come into force. */
  discardPending(): Promise<void>;
}
