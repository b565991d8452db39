import type { Secret } from '@ironbridge/common';
import type { FastifyInstance } from 'fastify';

import type { RunningBmc } from './running-bmc.js';

/** The VNC server of a BMC, as its settings say. */
export interface VncState {
  readonly isEnabled: boolean;
  readonly port: number;
  readonly isEncrypted: boolean;
  readonly password: Secret | undefined;
}

/** One kind of BMC: what differs from one to the next. */
export interface BmcProfile {
  /** Such as `Huawei iBMC`. */
  readonly product: string;
  readonly managerId: string;
  readonly systemId: string;
  /** What the manager has beside its links. */
  readonly manager: Readonly<Record<string, unknown>>;
  /** Name of the built-in server's desktop. */
  readonly desktopName: string;
  readonly maxSessions: number;
  /** The VNC server as the factory has it. */
  readonly vnc: { readonly isEnabled: boolean; readonly isOpen: boolean };
  /** Pages below the manager, by their last segment. */
  pages(vnc: VncState, activeSessions: number): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What a PATCH of a page changes; undefined where the page or a value cannot be. */
  patch(page: string, body: Readonly<Record<string, unknown>>): Partial<VncState> | undefined;
  /** Doors beside Redfish, closed by what is returned. */
  addDoors?(app: FastifyInstance, bmc: RunningBmc): () => void;
}
