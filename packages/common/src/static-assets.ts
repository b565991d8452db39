/** One file of a page, read whole at start-up: what is served is what was built, and no path reaches the disk. */
export interface StaticAsset {
  readonly contentType: string;
  readonly body: Uint8Array;
  /** Strong, quoted (RFC 9110 section 8.8.3). */
  readonly etag: string;
}

/** The files of a page by their absolute URL path, such as `/viewer.js`. */
export type StaticAssets = ReadonlyMap<string, StaticAsset>;
