import type { StaticAssets } from '@ironbridge/common';

/** The servers page: its files by path, `/ui` being the page itself, and the policy that they work under. */
export interface ServersPage {
  readonly assets: StaticAssets;
  readonly contentSecurityPolicy: string;
}
