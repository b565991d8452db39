import type { StaticAsset } from '@ironbridge/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServersPage } from './servers-page.js';

/** Adds `/ui` and what lies below it. Paths are looked up, never resolved: none reaches the disk. */
export function addPageRoutes(app: FastifyInstance, { assets, contentSecurityPolicy }: ServersPage): void {
  const sendAsset = (request: FastifyRequest, reply: FastifyReply, asset: StaticAsset): FastifyReply => {
    void reply
      .header('Content-Security-Policy', contentSecurityPolicy)
      .header('Referrer-Policy', 'no-referrer')
      .header('Cross-Origin-Opener-Policy', 'same-origin')
      .header('Cache-Control', 'no-cache')
      .header('ETag', asset.etag);
    if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send();
    return reply.header('Content-Type', asset.contentType).send(Buffer.from(asset.body));
  };

  for (const [path, asset] of assets) {
    app.get(path, (request, reply) => sendAsset(request, reply, asset));
  }
}
