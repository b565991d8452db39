import { join } from 'node:path';
import {
  SERVERS_CONTENT_SECURITY_POLICY,
  VIEWER_CONTENT_SECURITY_POLICY,
} from './content-security-policy.js';
import type { Page } from './page.js';
import { readPage } from './read-page.js';

export { PageNotBuiltError } from './errors.js';
export type { Page } from './page.js';

// The same directory from src/ (under Jest) and from dist/.
const BUILT = join(__dirname, '..', 'dist', 'assets');

let viewer: Page | undefined;
let servers: Page | undefined;

/**
 * The page on which a person sees a console, for the proxy to serve at `/`. It redeems the token of its fragment at
 * `POST /redeem` and connects to `/websockify`, both relative to where it is served. Read from disk once.
 *
 * @throws PageNotBuiltError where `npm run build` has not been run
 */
export function viewerPage(): Page {
  return (viewer ??= readPage({
    directory: BUILT,
    files: {
      '/': 'viewer.html',
      '/viewer.js': 'viewer.js',
      '/vnc-view.js': 'vnc-view.js',
      '/serial-view.js': 'serial-view.js',
      '/viewer.css': 'viewer.css',
      '/favicon.svg': 'favicon.svg',
      '/licenses.txt': 'licenses.txt',
    },
    contentSecurityPolicy: VIEWER_CONTENT_SECURITY_POLICY,
  }));
}

/**
 * The list of servers with a button for each console, for the api to serve at `/ui`. It speaks the Ironic API of its
 * own origin. Read from disk once.
 *
 * @throws PageNotBuiltError where `npm run build` has not been run
 */
export function serversPage(): Page {
  return (servers ??= readPage({
    directory: BUILT,
    files: {
      '/ui': 'servers.html',
      '/ui/servers.js': 'servers.js',
      '/ui/servers.css': 'servers.css',
      '/ui/favicon.svg': 'favicon.svg',
    },
    contentSecurityPolicy: SERVERS_CONTENT_SECURITY_POLICY,
  }));
}
