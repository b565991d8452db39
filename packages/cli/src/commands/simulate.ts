import { Secret } from '@ironbridge/common';
import {
  createSelfSignedCertificate,
  startIdracSimulator,
  type IdracVncOptions,
} from '@ironbridge/simulator';
import { Option, type Command } from 'commander';
import { readFile, writeFile } from 'node:fs/promises';
import { ConfigurationError } from '../errors.js';
import { createLogger } from '../services/create-logger.js';
import { untilSignal } from '../services/until-signal.js';

interface SimulateOptions {
  readonly host: string;
  readonly port: string;
  readonly vncPort: string;
  readonly username: string;
  readonly passwordFile: string;
  readonly unlicensed?: true;
  readonly certOut?: string;
  readonly stateFile?: string;
  readonly vncTarget?: string;
  readonly qmp?: string;
  readonly apply?: readonly [string, ...string[]];
}

function parsePort(option: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new ConfigurationError([`${option} ${text}: must be a port from 0 to 65535`]);
  }
  return port;
}

/** What stands behind the VNC port: a picture of the simulator's own, or a real server. */
function vncOf({ vncTarget, qmp, apply }: SimulateOptions): IdracVncOptions {
  if (vncTarget === undefined) {
    if (qmp !== undefined || apply !== undefined) {
      throw new ConfigurationError([
        '--qmp and --apply need --vnc-target, the address of the real VNC server',
      ]);
    }
    return { kind: 'built-in' };
  }
  const [, host, port] = /^(.+):(\d+)$/.exec(vncTarget) ?? [];
  if (host === undefined || port === undefined) {
    throw new ConfigurationError([`--vnc-target ${vncTarget}: must be HOST:PORT`]);
  }
  const target = parsePort('--vnc-target', port);
  if (qmp !== undefined) return { kind: 'qemu', qmpSocket: qmp, vncHost: host, vncPort: target };
  return { kind: 'external', host, port: target, ...(apply === undefined ? {} : { apply }) };
}

/** `ironbridge simulate idrac`: a BMC to try things on, without hardware. */
export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('Run BMCs to try things on')
    .command('idrac')
    .description('Simulate an iDRAC9: Redfish, and a VNC server that is configured over it')
    .requiredOption('--password-file <file>', "file with the BMC user's password on its first line")
    .option('--username <name>', 'BMC user', 'root')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'Redfish port; 0 takes a free one', '0')
    .option('--vnc-port <port>', 'first value of VNCServer.1.Port; 0 takes a free one', '0')
    .option('--cert-out <file>', 'serve HTTPS and write the self-signed certificate here')
    .option('--unlicensed', 'without the licence that the VNC server needs')
    .option('--state-file <file>', 'keep settings in this file, as the BMC keeps them in its memory')
    .option('--vnc-target <host:port>', 'put a real VNC server behind the VNC port')
    .option('--qmp <socket>', "set the password of QEMU's VNC server over this QMP socket")
    .addOption(
      new Option(
        '--apply <command...>',
        'run this at every change of Enable, Password or Port; it reads them as JSON on standard input',
      ).conflicts('qmp'),
    )
    .action(async (options: SimulateOptions) => {
      const stopped = untilSignal();
      const [password = ''] = (await readFile(options.passwordFile, 'utf8')).split(/\r?\n/, 1);
      const tls = options.certOut === undefined ? undefined : await createSelfSignedCertificate();
      if (tls !== undefined && options.certOut !== undefined) await writeFile(options.certOut, tls.cert);
      const simulator = await startIdracSimulator({
        host: options.host,
        port: parsePort('--port', options.port),
        vncPort: parsePort('--vnc-port', options.vncPort),
        username: options.username,
        password: new Secret(password),
        licensed: options.unlicensed !== true,
        vnc: vncOf(options),
        log: createLogger('info'),
        ...(tls === undefined ? {} : { tls }),
        ...(options.stateFile === undefined ? {} : { stateFile: options.stateFile }),
      });
      const vnc = options.unlicensed === true ? 'no VNC server' : `VNC port ${simulator.vncPort}`;
      process.stdout.write(`Simulated iDRAC9 at ${simulator.url}, ${vnc}\n`);
      await stopped;
      await simulator.close();
    });
}
