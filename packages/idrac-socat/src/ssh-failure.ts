import { lastWords, type IronbridgeError } from '@ironbridge/common';
import {
  KnownHostsFileError,
  SshAlgorithmsError,
  SshCredentialsError,
  SshHostKeyError,
  SshUnreachableError,
} from './errors.js';
import type { SshCallOptions } from './ssh-call.js';

/** Exit status of ssh(1) where it failed itself, rather than the command. */
export const SSH_FAILED = 255;

/** The server as known_hosts has it: `host`, or `[host]:port` where that is not 22 (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export function serverName({ host, port }: { host: string; port: number }): string {
  return port === 22 ? host : `[${host}]:${String(port)}`;
}

/** The methods that the server would have taken, or undefined where it never came to that. */
export function offeredMethods(stderr: string): readonly string[] | undefined {
  return /Permission denied \(([^)]*)\)/.exec(stderr)?.[1]?.split(',');
}

/** Why ssh got no session, from what it printed. */
export function sshFailure(
  stderr: string,
  { access, knownHostsFile }: Pick<SshCallOptions, 'access' | 'knownHostsFile'>,
): IronbridgeError {
  const server = serverName(access);
  if (/Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/.test(stderr)) {
    return new SshHostKeyError(server, access.hostKey === undefined ? knownHostsFile : undefined);
  }
  if (stderr.includes('Failed to add the host')) {
    return new KnownHostsFileError(knownHostsFile, 'ssh could not write it');
  }
  if (/Permission denied|Too many authentication failures/.test(stderr)) {
    return new SshCredentialsError(server);
  }
  const algorithms = /no matching [a-z ]+ found(\. Their offer: [\w@.,-]+)?/.exec(stderr)?.[0];
  if (algorithms !== undefined) return new SshAlgorithmsError(server, algorithms);
  return new SshUnreachableError(server, lastWords(stderr) || 'it ended without a word');
}
