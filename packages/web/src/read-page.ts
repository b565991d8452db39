import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { StaticAsset } from '@ironbridge/common';
import { PageNotBuiltError } from './errors.js';
import type { Page } from './page.js';

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.txt', 'text/plain; charset=utf-8'],
]);

/** What a page is made of: file names in `directory` by the URL path that each is served at. */
export interface PageFiles {
  readonly directory: string;
  readonly files: Readonly<Record<string, string>>;
  readonly contentSecurityPolicy: string;
}

/** Reads every file of a page into memory. Throws {@link PageNotBuiltError} where one is missing. */
export function readPage({ directory, files, contentSecurityPolicy }: PageFiles): Page {
  const assets = new Map(
    Object.entries(files).map(([path, name]) => [path, readAsset(join(directory, name))] as const),
  );
  return Object.freeze({ assets, contentSecurityPolicy });
}

function readAsset(file: string): StaticAsset {
  const body = readBuilt(file);
  return Object.freeze({
    contentType: CONTENT_TYPES.get(extname(file)) ?? 'application/octet-stream',
    body,
    etag: `"${createHash('sha256').update(body).digest('base64url')}"`,
  });
}

function readBuilt(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new PageNotBuiltError(file, { cause });
  }
}
