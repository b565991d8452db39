import type { ConsoleInterfaceManifest, HostOffers } from '@ironbridge/base';
import type { JsonObject } from '@ironbridge/common';

/** What a BMC in a test can do beside answering. A harness that cannot offer one says so in `lacks`. */
export type ConformanceFacility = 'wrong-credentials' | 'hang' | 'disturb';

/** One BMC, as far as an observer who stands beside it can see. */
export interface ConformanceBmc {
  /** With what a node of this BMC is enrolled: valid, and the credentials are right. */
  readonly driverInfo: JsonObject;
  /** The same with a password that the BMC refuses. */
  readonly wrongCredentials?: JsonObject;
  /**
   * Every secret that must not be printed, as of now: the BMC's password, the console's. Values of driver_info keys that
   * the schema marks secret and passwords inside connections are looked for without being listed here.
   */
  secrets(): readonly string[];
  /**
   * All settings that a start may change and a stop must put back, as JSON for deep comparison. A password that cannot
   * be read back from such a BMC, and so cannot be put back, is left out.
   */
  settings(): unknown;
  /** Changes accepted so far, those of passwords included; sessions opened and closed are not changes. */
  writes(): number;
  /** Logins refused so far. */
  failedLogins(): number;
  /** Calls that reached the BMC so far by other ways than the host's HTTP client, which the suite counts itself. */
  requests?(): number;
  /** Stops answering; the returned function brings the BMC back. */
  hang?(): () => void;
  /** Somebody else switches the console off, at the BMC itself; it is off when this returns or resolves. */
  disturb?(): void | Promise<void>;
  close(): Promise<void>;
}

/** What the suite needs to know of the interface under test. */
export interface ConformanceHarness {
  readonly manifest: ConsoleInterfaceManifest;
  /** A BMC of its own, at an address of its own, with the settings of the factory. The suite closes it. */
  createBmc(): Promise<ConformanceBmc>;
  /** Hardware type of the nodes; the first that the interface serves unless given. */
  readonly driver?: string;
  /** What the host offers, such as an HTTP client that reaches the BMCs. The logger is always the suite's. */
  readonly offers?: Omit<HostOffers, 'logger'>;
  /** The interface's config section, by name. */
  readonly config?: Readonly<Record<string, JsonObject>>;
  /** Facilities that make no sense for this interface; their cases are left out. */
  readonly lacks?: readonly ConformanceFacility[];
  /** How long any call may take, in milliseconds; 10 s unless given. */
  readonly callTimeoutMs?: number;
  /** How soon an aborted start must end, in milliseconds; 2 s unless given. */
  readonly abortTimeoutMs?: number;
}
