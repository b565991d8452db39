import { FaultyTcpProxy, eventually } from '@ironbridge/testkit';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { startSerialLine, type SerialLine } from './serial-line.js';
import { runProgram, SpawnedProgram } from './spawned-program.js';
import { temporaryDirectory } from './temporary-directory.js';

/** What {@link startIdracSshd} needs; it needs root, too. */
export const SSHD_PROGRAMS = [
  '/usr/bin/ssh',
  '/usr/sbin/sshd',
  '/usr/bin/socat',
  '/usr/bin/openssl',
] as const;

const USERNAME = 'ironbridge-admin';
/** Debian's nobody, who owns nothing. */
const UID = 65534;

export interface IdracSshdOptions {
  /** How passwords are taken; an iDRAC9 asks for them (keyboard-interactive). */
  readonly loginMethod?: 'keyboard-interactive' | 'password' | 'publickey';
  /** What `racadm get iDRAC.SerialRedirection` answers. */
  readonly serialRedirection?: string;
  /** What the user's password is; random unless given. */
  readonly password?: string;
}

/**
 * An iDRAC as far as SSH shows it: Debian's sshd with a forced program in place of a shell, which knows `console com2` and one
 * command of racadm.
 */
export interface IdracSshd {
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** The public key, `type base64`. */
  readonly hostKey: string;
  readonly driverInfo: Readonly<Record<string, string>>;
  readonly line: SerialLine;
  /** What stands before it, and can fail. */
  readonly network: FaultyTcpProxy;
  /** Times that somebody came to `console com2`. */
  opened(): Promise<number>;
  failedLogins(): number;
  /** Another machine, or another key, at the same address. */
  replaceHostKey(): Promise<void>;
  /** What `racadm get iDRAC.SerialRedirection` answers from now on. */
  setSerialRedirection(answer: string): Promise<void>;
  close(): Promise<void>;
}

const ENABLED = '[Key=iDRAC.Embedded.1#SerialRedirection.1]\r\nEnable=Enabled\r\nQuitKey=^\\\r\n';

/** Ends at the quit key by socat's own option, and tells who came. */
const forcedProgram = (directory: string, port: number): string => `#!/bin/sh
case $SSH_ORIGINAL_COMMAND in
'console com2')
  echo opened >>${directory}/opened
  printf '\\033[0m\\033[2J\\r\\nConnected to Serial Device 2. To end type: ^\\\\\\r\\n'
  exec socat -,raw,echo=0,escape=0x1c TCP:127.0.0.1:${port} ;;
'racadm get iDRAC.SerialRedirection')
  exec cat ${directory}/serial-redirection ;;
*)
  echo "ERROR: $SSH_ORIGINAL_COMMAND"
  exit 1 ;;
esac
`;

const CONFIGURATION = {
  'keyboard-interactive': 'UsePAM yes\nPasswordAuthentication no\nKbdInteractiveAuthentication yes',
  password: 'UsePAM no\nPasswordAuthentication yes\nKbdInteractiveAuthentication no',
  publickey: 'UsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no',
} as const;

const running = new Set<IdracSshd>();

/**
 * Starts such an iDRAC. Its user exists in a mount namespace of its own only (unshare(1)), so this machine's users stay as they
 * are. Whatever happens, it does not outlive the test file.
 */
export async function startIdracSshd(options: IdracSshdOptions = {}): Promise<IdracSshd> {
  const { loginMethod = 'keyboard-interactive', serialRedirection = ENABLED } = options;
  const password = options.password ?? randomBytes(9).toString('base64url');
  const line = await startSerialLine();
  const directory = await temporaryDirectory();
  await chmod(directory, 0o755);
  const file = (name: string): string => join(directory, name);
  const setSerialRedirection = (answer: string): Promise<void> =>
    writeFile(file('serial-redirection'), answer);
  await setSerialRedirection(serialRedirection);
  await writeFile(file('opened'), '');
  await chmod(file('opened'), 0o666);
  await writeFile(file('forced'), forcedProgram(directory, line.port));
  await chmod(file('forced'), 0o755);
  const hash = (await runProgram('/usr/bin/openssl', ['passwd', '-6', '-stdin'], { stdin: password })).stdout;
  await writeFile(
    file('passwd'),
    `root:x:0:0::/root:/bin/sh\nsshd:x:${UID - 1}:${UID}::/run/sshd:/bin/false\n${USERNAME}:x:${UID}:${UID}::/:/bin/sh\n`,
  );
  await writeFile(
    file('shadow'),
    `root:*:1:0:99999:7:::\nsshd:*:1:0:99999:7:::\n${USERNAME}:${hash.trim()}:1:0:99999:7:::\n`,
    { mode: 0o600 },
  );
  await writeFile(
    file('pam'),
    'auth required pam_unix.so nodelay\naccount required pam_unix.so\nsession required pam_permit.so\n',
  );
  const port = await freePort();
  await writeFile(
    file('config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host-key')}`,
      `ForceCommand ${file('forced')}`,
      'StrictModes no',
      'PidFile none',
      'MaxStartups 100',
      'UseDNS no',
      CONFIGURATION[loginMethod],
      '',
    ].join('\n'),
  );
  await writeFile(
    file('start'),
    [
      'set -e',
      'mkdir -p /run/sshd',
      `mount --bind ${file('passwd')} /etc/passwd`,
      `mount --bind ${file('shadow')} /etc/shadow`,
      `mount --bind ${file('pam')} /etc/pam.d/sshd`,
      `exec /usr/sbin/sshd -D -E ${file('log')} -f ${file('config')}`,
    ].join('\n'),
  );

  const makeHostKey = async (): Promise<string> => {
    await runProgram('/bin/rm', ['-f', file('host-key'), file('host-key.pub')]);
    await runProgram('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file('host-key')]);
    return (await readFile(file('host-key.pub'), 'utf8')).split(' ').slice(0, 2).join(' ');
  };
  const start = async (): Promise<SpawnedProgram> => {
    const program = new SpawnedProgram('/usr/bin/unshare', ['-m', 'sh', file('start')], {
      hasOwnGroup: true,
    });
    await eventually(() => isListening(port));
    return program;
  };
  let hostKey = await makeHostKey();
  let program = await start();
  const network = await FaultyTcpProxy.open({ port });

  const idrac: IdracSshd = {
    port: network.port,
    username: USERNAME,
    password,
    get hostKey() {
      return hostKey;
    },
    driverInfo: {
      drac_address: '127.0.0.1',
      drac_ssh_port: String(network.port),
      drac_username: USERNAME,
      drac_password: password,
    },
    line,
    network,
    opened: async () => (await readFile(file('opened'), 'utf8')).split('\n').length - 1,
    failedLogins: () =>
      [...readFileSync(file('log'), 'utf8').matchAll(/(Failed password|PAM: Authentication failure) for/g)]
        .length,
    replaceHostKey: async () => {
      network.cut();
      await program.end('SIGKILL');
      hostKey = await makeHostKey();
      program = await start();
    },
    setSerialRedirection,
    close: async () => {
      running.delete(idrac);
      await network.close();
      await program.end('SIGKILL');
      await line.close();
    },
  };
  running.add(idrac);
  return idrac;
}

function isListening(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject).once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

afterAll(async () => {
  await Promise.all([...running].map((idrac) => idrac.close()));
});
