import type { StaticAssets } from '@ironbridge/common';

/** A built page: its files, and the policy that they work under. */
export interface Page {
  readonly assets: StaticAssets;
  /** Value of the `Content-Security-Policy` header, to be sent with every file of the page. */
  readonly contentSecurityPolicy: string;
}
