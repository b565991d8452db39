import type { FastifyRequest } from 'fastify';
import type { ApiContext } from './api-context.js';

/** A link as Ironic writes it. */
export type Link = { href: string; rel: string; type?: string };

/**
 * Where the client reached this service, without a trailing slash: as the operator says, or else the name in the request, which
 * the guard has checked.
 */
export function baseUrlOf({ publicEndpoint }: ApiContext, request: FastifyRequest): string {
  return publicEndpoint ?? `http://${request.headers.host ?? ''}`;
}

/** The two links that Ironic gives every resource. */
export function linksTo(baseUrl: string, path: string): Link[] {
  return [
    { href: `${baseUrl}/v1/${path}`, rel: 'self' },
    { href: `${baseUrl}/${path}`, rel: 'bookmark' },
  ];
}
