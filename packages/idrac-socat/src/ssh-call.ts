import type { ConsoleProgram } from '@ironbridge/socat';
import { join } from 'node:path';
import type { IdracAccess } from './idrac-access.js';

export type LoginMethod = 'keyboard-interactive' | 'password';

export interface SshCallOptions {
  readonly access: IdracAccess;
  /** `[drac] ssh_known_hosts_file` */
  readonly knownHostsFile: string;
  /** Undefined offers no credentials at all, to hear what the server takes. */
  readonly loginMethod: LoginMethod | undefined;
  /** Whole seconds until a server that does not answer is given up. */
  readonly connectTimeoutS: number;
  readonly hasTerminal: boolean;
}

/** As {@link ConsoleProgram}, with all there. */
export type SshCall = Required<Omit<ConsoleProgram, 'getsHangUp'>>;

/** ssh closes all descriptors that it inherits, so this shell stays and holds the password's for the one who asks for it. */
const HOLDER = 'IRONBRIDGE_PASSWORD=/proc/$$/fd/3 ssh "$@"; exit $?';

const ASKPASS = join(__dirname, '..', 'ssh-askpass');

/** A line that is silent for long is asked whether it lives, in seconds: a BMC that restarts says no good-bye. */
const ALIVE_INTERVAL_S = 15;
const ALIVE_COUNT = 3;

/** Where the only key is given, no file has a say; the command is run without a shell (ssh_config(5), KnownHostsCommand). */
function hostKeyOptions(access: IdracAccess, knownHostsFile: string): readonly string[] {
  return access.hostKey === undefined
    ? [`UserKnownHostsFile="${knownHostsFile}"`, 'StrictHostKeyChecking=accept-new']
    : [
        'UserKnownHostsFile=none',
        `KnownHostsCommand=/bin/echo %H ${access.hostKey}`,
        'StrictHostKeyChecking=yes',
      ];
}

/**
 * How to call OpenSSH's ssh(1) for `command` on an iDRAC: no file of the user or the system has a say, nothing but a password
 * is offered, and that once.
 */
export function sshCall(options: SshCallOptions, command: string): SshCall {
  const { access, knownHostsFile, loginMethod, connectTimeoutS, hasTerminal } = options;
  const settings = [
    ...hostKeyOptions(access, knownHostsFile),
    'GlobalKnownHostsFile=/dev/null',
    'HashKnownHosts=no',
    'CheckHostIP=no',
    'UpdateHostKeys=no',
    `PreferredAuthentications=${loginMethod ?? 'none'}`,
    'PubkeyAuthentication=no',
    'NumberOfPasswordPrompts=1',
    `ConnectTimeout=${String(connectTimeoutS)}`,
    'ConnectionAttempts=1',
    `ServerAliveInterval=${String(ALIVE_INTERVAL_S)}`,
    `ServerAliveCountMax=${String(ALIVE_COUNT)}`,
    'EscapeChar=none',
    'ClearAllForwardings=yes',
    // Banners and notes would pass for what the server's console says.
    'LogLevel=ERROR',
  ];
  return {
    file: 'sh',
    args: [
      ...['-c', HOLDER, 'ssh', '-F', 'none', hasTerminal ? '-tt' : '-T'],
      ...settings.flatMap((setting) => ['-o', setting]),
      ...['-p', String(access.port), '-l', access.username, '--', access.host, command],
    ],
    env: { SSH_ASKPASS: ASKPASS, SSH_ASKPASS_REQUIRE: 'force' },
    secrets: [access.password],
  };
}
