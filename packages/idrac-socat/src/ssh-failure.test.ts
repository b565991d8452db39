import { Secret } from '@ironbridge/common';
import { offeredMethods, serverName, sshFailure } from './ssh-failure.js';

const access = {
  host: '192.0.2.7',
  port: 22,
  username: 'root',
  password: new Secret('secret'),
  hostKey: undefined,
};
const failure = (stderr: string, hostKey?: string): { code: string; kind: string; message: string } =>
  sshFailure(stderr, { access: { ...access, hostKey }, knownHostsFile: '/var/lib/known_hosts' });

describe('sshFailure', () => {
  it.each([
    ['root@192.0.2.7: Permission denied (publickey,keyboard-interactive).', 'ERR_IDRAC_SSH_CREDENTIALS'],
    [
      'Received disconnect from 192.0.2.7 port 22:2: Too many authentication failures',
      'ERR_IDRAC_SSH_CREDENTIALS',
    ],
    ['Host key verification failed.', 'ERR_IDRAC_SSH_HOST_KEY'],
    ['@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @', 'ERR_IDRAC_SSH_HOST_KEY'],
    [
      'Failed to add the host to the list of known hosts (/var/lib/known_hosts).',
      'ERR_IDRAC_SSH_KNOWN_HOSTS',
    ],
    [
      'Unable to negotiate with 192.0.2.7 port 22: no matching host key type found. Their offer: ssh-rsa,ssh-dss',
      'ERR_IDRAC_SSH_ALGORITHMS',
    ],
    ['ssh: connect to host 192.0.2.7 port 22: Connection refused', 'ERR_IDRAC_SSH_UNREACHABLE'],
    [
      'ssh: Could not resolve hostname idrac: Temporary failure in name resolution',
      'ERR_IDRAC_SSH_UNREACHABLE',
    ],
    ['kex_exchange_identification: Connection closed by remote host', 'ERR_IDRAC_SSH_UNREACHABLE'],
    ['', 'ERR_IDRAC_SSH_UNREACHABLE'],
  ])('reads %s', (stderr, code) => {
    expect(failure(`${stderr}\r\n`).code).toBe(code);
  });

  it('tells the words of ssh, without what could write on a terminal', () => {
    expect(failure('\x1b]0;x\x07ssh: connect to host x port 22: No route to host\r\n').message).toContain(
      'ssh: connect to host x port 22: No route to host',
    );
    expect(failure('\x1b[2J').message).not.toContain('\x1b');
  });

  it('says how to forget a key that was pinned, and where one that is given stands', () => {
    expect(failure('Host key verification failed.').message).toContain(
      "ssh-keygen -R '192.0.2.7' -f /var/lib/known_hosts",
    );
    expect(failure('Host key verification failed.', 'ssh-ed25519 AAAA').message).toContain(
      'driver_info/drac_ssh_host_key',
    );
  });
});

describe('offeredMethods', () => {
  it('are those that the server would have taken', () => {
    expect(offeredMethods('root@h: Permission denied (publickey,keyboard-interactive).')).toEqual([
      'publickey',
      'keyboard-interactive',
    ]);
    expect(offeredMethods('Connection refused')).toBeUndefined();
  });
});

describe('serverName', () => {
  it('is what known_hosts has', () => {
    expect(serverName({ host: 'h', port: 22 })).toBe('h');
    expect(serverName({ host: '::1', port: 2222 })).toBe('[::1]:2222');
  });
});
