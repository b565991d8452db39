import type { IdracVncOptions } from '@ironbridge/simulator';
import { Option, type Command } from 'commander';
import { ConfigurationError } from '../../errors.js';
import { parsePort } from './parse-port.js';

/** Options for a real VNC server behind a simulated BMC, as they are written. */
export interface VncTargetOptions {
  readonly vncTarget?: string;
  readonly qmp?: string;
  readonly apply?: readonly [string, ...string[]];
}

/** Adds those options to a command. */
export function addVncTargetOptions(command: Command): Command {
  return command
    .option('--vnc-target <host:port>', 'put a real VNC server behind the VNC port')
    .option('--qmp <socket>', "set the password of QEMU's VNC server over this QMP socket")
    .addOption(
      new Option(
        '--apply <command...>',
        'run this at every change of Enable, Password or Port; it reads them as JSON on standard input',
      ).conflicts('qmp'),
    );
}

/** What stands behind the VNC port: a picture of the simulator's own, or a real server. */
export function vncOf({ vncTarget, qmp, apply }: VncTargetOptions): IdracVncOptions {
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
  return { kind: 'external', host, port: target, ...(apply !== undefined && { apply }) };
}
