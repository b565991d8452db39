import type { FastifyRequest } from 'fastify';

/** A link as Ironic writes it. */
export type Link = { href: string; rel: string; type?: string };

/** Where the client reached this service, without a trailing slash: the guard has checked the name. */
export function baseUrlOf(request: FastifyRequest): string {
  return `http://${request.headers.host ?? ''}`;
}

/** The two links that Ironic gives every resource. */
export function linksTo(baseUrl: string, path: string): Link[] {
  return [
    { href: `${baseUrl}/v1/${path}`, rel: 'self' },
    { href: `${baseUrl}/${path}`, rel: 'bookmark' },
  ];
}
