import type { StaticAsset, StaticAssets } from '@ironbridge/common';
import type { HttpAnswer } from './http-answer.js';
import type { Route } from './http-routes.js';

/** The viewer page, as the web package built it. */
export interface ProxyPage {
  /** Its document under `/`, and what the document loads. */
  readonly assets: StaticAssets;
  readonly contentSecurityPolicy: string;
}

/** One route for each file of the page. What is not in the map does not exist, so no path can lead out of it. */
export function createPageRoutes({ assets, contentSecurityPolicy }: ProxyPage): Map<string, Route> {
  return new Map([...assets].map(([path, asset]) => [path, pageRoute(path, asset, contentSecurityPolicy)]));
}

function pageRoute(path: string, asset: StaticAsset, contentSecurityPolicy: string): Route {
  const headers = {
    // The document is never kept: its address may be in a history together with a token. The rest is asked for by ETag.
    'cache-control': path === '/' ? 'no-store' : 'no-cache',
    'content-security-policy': contentSecurityPolicy,
    'content-type': asset.contentType,
    etag: asset.etag,
  };
  const whole: HttpAnswer = { status: 200, headers, body: asset.body };
  const unchanged: HttpAnswer = { status: 304, headers, body: Buffer.alloc(0) };
  return {
    methods: ['GET', 'HEAD'],
    hosts: 'own',
    answer: (request) => Promise.resolve(request.headers['if-none-match'] === asset.etag ? unchanged : whole),
  };
}
