import type { VncConnection } from '@ironbridge/base';
import type { Secret } from '@ironbridge/common';
import type { ExtendedInfo } from '@ironbridge/redfish';
import type { BmcSurvey } from './bmc-survey.js';
import type { StrategyName } from './strategy-names.js';

/** A VNC server that has to be switched on, as the BMC shows it. */
export interface VncServer {
  readonly isEnabled: boolean;
  readonly port: number;
  /** Whether it would speak TLS. */
  readonly isEncrypted: boolean;
  /** Undefined where the BMC does not tell. */
  readonly maxSessions?: number;
  readonly activeSessions?: number;
}

/** What a start or a stop changes. */
export interface VncChange {
  readonly isEnabled: boolean;
  readonly password?: Secret;
}

/** The switch of a VNC server in a BMC. */
export interface VncSwitch {
  /** What somebody should know of this server while it is on, and what to do about it. */
  readonly warning?: string | undefined;
  /** Whether a password can be set. One that was set before can never be read, and so not be put back. */
  readonly setsPassword: boolean;
  read(): Promise<VncServer>;
  /** @returns what the BMC finds wrong although it answered with success */
  write(change: VncChange): Promise<readonly ExtendedInfo[]>;
}

/** What a strategy found out about one BMC. */
export type Finding =
  /** It does not fit; `answer` says what was asked and what came back. */
  | { readonly kind: 'absent'; readonly answer: string }
  /** The screen is there already: nothing has to be changed, so there is nothing to put back either. */
  | { readonly kind: 'open'; readonly connection: VncConnection }
  | { readonly kind: 'switch'; readonly vnc: VncSwitch };

/** One way to the screen of a server. A further kind of BMC is one further strategy. */
export interface Strategy {
  readonly name: StrategyName;
  /**
   * Looks whether the BMC has what this way needs. Changes nothing.
   *
   * @throws what no other strategy could do anything about: credentials, privilege, no connection
   */
  find(survey: BmcSurvey): Promise<Finding>;
}
