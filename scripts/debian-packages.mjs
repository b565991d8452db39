import { spawnSync } from 'node:child_process';

/** The real programs that tests use, by the Debian package that brings them. */
export const PROGRAMS = {
  '/usr/bin/chromium': 'chromium',
  '/usr/bin/qemu-system-x86_64': 'qemu-system-x86',
  '/usr/bin/Xtigervnc': 'tigervnc-standalone-server',
  '/usr/bin/tigervncpasswd': 'tigervnc-tools',
  '/usr/bin/xterm': 'xterm',
  '/usr/bin/baremetal': 'python3-ironicclient',
  '/usr/bin/openssl': 'openssl',
  '/usr/bin/ipmi_sim': 'openipmi',
  '/usr/bin/ipmitool': 'ipmitool',
  '/usr/bin/socat': 'socat',
  '/usr/bin/ssh': 'openssh-client',
  '/usr/sbin/sshd': 'openssh-server',
  '/usr/bin/script': 'bsdutils',
  '/usr/bin/x11vnc': 'x11vnc',
  '/usr/bin/Xvfb': 'xvfb',
};

function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

/** Installs `packages` where this process may; returns whether it did. */
export function installDebianPackages(packages) {
  if (process.getuid?.() !== 0 || !run('apt-get', ['--version'])) return false;
  console.log(`Installing Debian packages: ${packages.join(' ')}`);
  const install = ['install', '-y', '-q', '--no-install-recommends', ...packages];
  return run('apt-get', install) || (run('apt-get', ['update', '-q']) && run('apt-get', install));
}
