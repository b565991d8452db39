import { isLoopbackHost } from '@ironbridge/common';
import type { ConsoleHistories, HubIdentity, SerialHubOptions } from '@ironbridge/conductor';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config-schema.js';

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----\n?/;

/**
 * What the hub proves itself with: kept beside the key file, so that proxies find the certificate that their connections
 * name also after a restart. Nobody vouches for it: it is pinned, and so has no end.
 */
async function readIdentity(directory: string, host: string): Promise<HubIdentity> {
  const file = join(directory, 'serial-hub.pem');
  const known = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  const key = PRIVATE_KEY.exec(known ?? '')?.[0];
  if (known !== undefined && key !== undefined) return { key, cert: known.replace(PRIVATE_KEY, '') };
  const { createSelfSignedCertificate } = await import('@ironbridge/simulator');
  const made = await createSelfSignedCertificate({ hosts: [host] });
  await writeFile(file, `${made.key.trim()}\n${made.cert.trim()}\n`, { mode: 0o600 });
  return readIdentity(directory, host);
}

/** How the conductor shares serial lines, or nothing where it is told not to. */
export async function readSerialHubOptions(
  config: Config,
  histories: ConsoleHistories,
): Promise<{ serial?: SerialHubOptions }> {
  const { enabled, listen } = config.serial_console;
  if (!enabled) return {};
  const { socat_address: address, port_range: ranges, terminal_timeout: idleTimeoutMs } = config.console;
  return {
    serial: {
      listen,
      histories,
      idleTimeoutMs,
      ...(isLoopbackHost(listen.host)
        ? {}
        : { identity: await readIdentity(dirname(config.secrets.key_file), listen.host) }),
      ...(address === undefined ? {} : { nova: { address, ranges } }),
    },
  };
}
