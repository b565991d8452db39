import { Secret } from '@ironbridge/common';
import { accessSync, constants } from 'node:fs';
import { sshCall, type SshCallOptions } from './ssh-call.js';

const HOST_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPqGR/trZX2a+yR6qTcLrXJFJ5VY33Lox9nJs/mJufCT';

const OPTIONS: SshCallOptions = {
  access: {
    host: '2001:db8::7',
    port: 2222,
    username: '-oProxyCommand=id',
    password: new Secret('hush-hush'),
    hostKey: undefined,
  },
  knownHostsFile: '/var/lib/ironbridge/known hosts',
  loginMethod: 'keyboard-interactive',
  connectTimeoutS: 15,
  hasTerminal: true,
};

describe('sshCall', () => {
  it('has values of driver_info as arguments of their own, where none is taken for an option', () => {
    const { args } = sshCall(OPTIONS, 'console com2');
    expect(args.slice(-7)).toEqual([
      '-p',
      '2222',
      '-l',
      '-oProxyCommand=id',
      '--',
      '2001:db8::7',
      'console com2',
    ]);
    expect(args.slice(3, 6)).toEqual(['-F', 'none', '-tt']);
  });

  it('has the password in neither arguments nor environment', () => {
    const { args, env, secrets } = sshCall(OPTIONS, 'console com2');
    expect(JSON.stringify([args, env])).not.toContain('hush');
    expect(secrets.map((secret) => secret.reveal())).toEqual(['hush-hush']);
  });

  it('names a program that ssh can ask for the password', () => {
    const { SSH_ASKPASS } = sshCall(OPTIONS, 'console com2').env;
    expect(() => {
      accessSync(SSH_ASKPASS ?? '', constants.X_OK);
    }).not.toThrow();
  });

  it('pins the first key that is seen, in its own file only', () => {
    const { args } = sshCall(OPTIONS, 'exit');
    expect(args).toContain('UserKnownHostsFile="/var/lib/ironbridge/known hosts"');
    expect(args).toContain('GlobalKnownHostsFile=/dev/null');
    expect(args).toContain('StrictHostKeyChecking=accept-new');
  });

  it('trusts no file where the key is given', () => {
    const { args } = sshCall({ ...OPTIONS, access: { ...OPTIONS.access, hostKey: HOST_KEY } }, 'exit');
    expect(args).toContain('UserKnownHostsFile=none');
    expect(args).toContain(`KnownHostsCommand=/bin/echo %H ${HOST_KEY}`);
    expect(args).toContain('StrictHostKeyChecking=yes');
    expect(args).not.toContain('StrictHostKeyChecking=accept-new');
  });

  it('offers nothing where it only asks what the server takes', () => {
    const { args } = sshCall({ ...OPTIONS, loginMethod: undefined, hasTerminal: false }, 'exit');
    expect(args).toContain('PreferredAuthentications=none');
    expect(args).toContain('-T');
  });
});
