import { Secret, type Logger } from '@ironbridge/common';
import type { TlsIdentity } from '@ironbridge/simulator';
import type { Command } from 'commander';
import { readFile, writeFile } from 'node:fs/promises';
import { createLogger } from '../../services/create-logger.js';
import { untilSignal } from '../../services/until-signal.js';
import { parsePort } from './parse-port.js';

/** Options of every simulated BMC, as they are written. */
export interface BmcCommandOptions {
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly passwordFile: string;
  readonly certOut?: string;
}

/** The same, as a simulator takes them. */
export interface BmcOptions {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: Secret;
  readonly tls?: TlsIdentity;
  readonly log: Logger;
}

interface RunningBmc {
  close(): Promise<void>;
}

/** A subcommand named for a BMC, with the options that all have; its own are added to what is returned. */
export function addBmcCommand(simulator: Command, name: string, username: string): Command {
  return simulator
    .command(name)
    .requiredOption('--password-file <file>', "file with the BMC user's password on its first line")
    .option('--username <name>', 'BMC user', username)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'HTTP port; 0 takes a free one', '0')
    .option('--cert-out <file>', 'serve HTTPS and write the self-signed certificate here');
}

/** Runs a BMC until a signal ends it; `start` prints where it is. */
export async function runBmc(
  { host, port, username, passwordFile, certOut }: BmcCommandOptions,
  start: (options: BmcOptions) => Promise<RunningBmc>,
): Promise<void> {
  const stopped = untilSignal();
  const [password = ''] = (await readFile(passwordFile, 'utf8')).split(/\r?\n/, 1);
  const { createSelfSignedCertificate } = await import('@ironbridge/simulator');
  const tls = certOut === undefined ? undefined : await createSelfSignedCertificate();
  if (tls !== undefined && certOut !== undefined) await writeFile(certOut, tls.cert);
  const bmc = await start({
    host,
    port: parsePort('--port', port),
    username,
    password: new Secret(password),
    log: createLogger('info'),
    ...(tls !== undefined && { tls }),
  });
  await stopped;
  await bmc.close();
}
