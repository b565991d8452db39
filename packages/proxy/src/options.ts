import type { VncSecurity } from '@ironbridge/base';
import type { Clock, Logger, Secret } from '@ironbridge/common';
import type { Store } from '@ironbridge/store';
import type { Registry } from 'prom-client';
import type { ConsoleTlsOptions } from './console-tls.js';
import type { ProxyLimits } from './limits.js';
import type { ProxyPage } from './page-routes.js';

/** A kind of security that a VNC connection can demand. */
export type AllowedSecurity = VncSecurity['kind'];

export const ALL_SECURITY: readonly AllowedSecurity[] = ['none', 'vnc', 'vencrypt'];

/** What {@link createProxy} takes. */
export interface ProxyOptions {
  readonly store: Store;
  /**
   * The name of this proxy, no other's: under it, slots that an earlier life of it held when it was killed are freed at once
   * and not only when their leases end. A random one unless given.
   */
  readonly proxyId?: string;
  /** The token key of the key ring. */
  readonly tokenKey: Secret<Buffer>;
  readonly page: ProxyPage;
  /**
   * Host names under which the proxy is reached, without port, besides the address it listens on and, where it can be
   * reached over it, loopback.
   */
  readonly allowedHostnames?: readonly string[];
  /** Origins of pages that may connect, such as `https://console.example`, besides the proxy's own. */
  readonly allowedOrigins?: readonly string[];
  readonly log: Logger;
  readonly clock?: Clock;
  /** Where to count; a registry of the proxy's own unless given. */
  readonly metrics?: Registry;
  /** Each limit not given is that of {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<ProxyLimits>;
  /** `[vnc] read_only`: nobody may do more than look, whatever their token says. */
  readonly readOnly?: boolean;
  /** What else must hold for `/readyz`, besides the store's answer. */
  readonly isReady?: () => boolean | Promise<boolean>;
  /** `[vnc] novnc_auth_schemes`: the security of VNC consoles that may be opened. All of it unless given. */
  readonly allowedSecurity?: readonly AllowedSecurity[];
  /** For TLS with consoles. */
  readonly consoleTls?: ConsoleTlsOptions;
  /** Serves HTTPS; both in PEM. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
}
