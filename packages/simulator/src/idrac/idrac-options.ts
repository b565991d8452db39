import type { Logger, Secret } from '@ironbridge/common';

import type { DemoPictureOptions } from '../picture/demo-picture.js';
import type { IdracFaults } from '../faults.js';
import type { VncQuirks } from '../vnc/vnc-quirks.js';
import type { TlsIdentity } from '../tls-identity.js';

/** A VNC server inside the simulator, with a moving picture that echoes keys and pointer. */
export interface BuiltInVncOptions {
  readonly kind: 'built-in';
  /** Name of the desktop. Default: `OpenVNC`, as an iDRAC says */
  readonly name?: string;
  readonly picture?: DemoPictureOptions;
  /** Default: those of an iDRAC8 for generation 8, else none */
  readonly quirks?: VncQuirks;
}

/** A real VNC server, whose settings a program changes. */
export interface ExternalVncOptions {
  readonly kind: 'external';
  /** Where the real VNC server listens. Default: `127.0.0.1` */
  readonly host?: string;
  readonly port: number;
  /**
   * A program and its arguments, run at every change of Enable, Password or Port, with one line of JSON on its standard
   * input: `{"enabled": true, "port": 5901, "password": "…"}` (password null where none is set). Exit status 0 means done;
   * any other, or 10 s, and the PATCH fails. Default: nothing is run
   */
  readonly apply?: readonly [string, ...string[]];
}

/** A running QEMU, whose VNC password is set through QMP. */
export interface QemuVncOptions {
  readonly kind: 'qemu';
  /** Path of the socket that QEMU was given with `-qmp unix:…,server=on,wait=off`. */
  readonly qmpSocket: string;
  /** Where QEMU's VNC server listens, started with `-vnc …,password=on`. Default: `127.0.0.1` */
  readonly vncHost?: string;
  readonly vncPort: number;
}

/** What is behind the VNC port of a simulated iDRAC. */
export type IdracVncOptions = BuiltInVncOptions | ExternalVncOptions | QemuVncOptions;

/** How the VNC port speaks while SSLEncryptionBitLength is not `Disabled`. */
export interface IdracVncSslOptions {
  /** Default: a new self-signed certificate */
  readonly identity?: TlsIdentity;
  /**
   * `tls`: from the first byte. `vencrypt`: silence, then plain RFB with the security types VeNCrypt and TLS, as an iDRAC8 was
   * seen to do; built-in server only. `external`: as the real server behind the port speaks, which shows a certificate of its
   * own. Default: `tls`
   */
  readonly mode?: 'tls' | 'vencrypt' | 'external';
  /** Milliseconds of silence of `vencrypt`; a real one takes 13000. Default: 0 */
  readonly silenceMs?: number;
}

/** How WS-Man behaves. */
export interface IdracWsmanOptions {
  /**
   * What SetAttributes does: `pending` values wait for a configuration job, as on hardware; `current` ones are in force when
   * it answers. Default: `pending`
   */
  readonly setAttributes?: 'pending' | 'current';
  /** Milliseconds that a configuration job takes. Default: 1000 */
  readonly jobMs?: number;
}

export interface IdracSimulatorOptions {
  /** Address on which Redfish and VNC listen. Default: `127.0.0.1` */
  readonly host?: string;
  /** Port of Redfish. Default: 0, one that is free */
  readonly port?: number;
  /** For HTTPS. Default: plain HTTP */
  readonly tls?: TlsIdentity;
  /** Default: `root` */
  readonly username?: string;
  readonly password: Secret;
  /**
   * 8: WS-Man, Redfish without attributes, and a VNC server with that generation's faults. 9: WS-Man and Redfish. 10: Redfish
   * only. Default: that of `model`, else 9
   */
  readonly generation?: 8 | 9 | 10;
  /** `Model` of the Manager; its first two digits are the server's generation. Default: by generation, such as `15G Monolithic` */
  readonly model?: string;
  /** Default: by generation */
  readonly firmwareVersion?: string;
  /** False: the licence for the VNC server is missing, so its attributes are. Default: true */
  readonly licensed?: boolean;
  /** Default: built-in */
  readonly vnc?: IdracVncOptions;
  readonly vncSsl?: IdracVncSslOptions;
  /** `VNCServer.1.Port` at the first start. Default: 0, one that is free, 1024 or above */
  readonly vncPort?: number;
  /**
   * File in which attributes outlive the process, the VNC password in the clear; made with mode 0600. What it says wins over
   * `vncPort`. Default: none
   */
  readonly stateFile?: string;
  /** False: it is off. Default: on, but for generation 10 */
  readonly wsman?: IdracWsmanOptions | false;
  /** Faults that are on from the start. Default: none */
  readonly faults?: Partial<IdracFaults>;
  /** Default: silent */
  readonly log?: Logger;
}
