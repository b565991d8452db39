const CLOSED = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // Nothing here turns a string into HTML or script; the browser holds the pages to it.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

/**
 * Policy of the viewer page. `connect-src 'self'` includes `ws:` and `wss:` of the same host and port (CSP level 3,
 * "URL matches expression"), so a script could send the session nowhere else. noVNC makes images and the cursor from
 * `data:` URLs.
 */
export const VIEWER_CONTENT_SECURITY_POLICY = [
  ...CLOSED,
  "connect-src 'self'",
  "img-src 'self' data: blob:",
].join('; ');

/** Policy of the servers page. */
export const SERVERS_CONTENT_SECURITY_POLICY = [...CLOSED, "connect-src 'self'", "img-src 'self'"].join('; ');
