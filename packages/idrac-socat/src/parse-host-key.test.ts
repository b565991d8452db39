import { parseHostKey } from './parse-host-key.js';

const ED25519 = 'AAAAC3NzaC1lZDI1NTE5AAAAIPqGR/trZX2a+yR6qTcLrXJFJ5VY33Lox9nJs/mJufCT';

describe('parseHostKey', () => {
  it.each([
    ['a public key', `ssh-ed25519 ${ED25519}`],
    ['a public key file', `ssh-ed25519 ${ED25519} root@idrac-1\n`],
    ['what ssh-keyscan prints', `[10.0.0.5]:2222 ssh-ed25519 ${ED25519}`],
  ])('takes %s', (_, text) => {
    expect(parseHostKey(text)).toBe(`ssh-ed25519 ${ED25519}`);
  });

  it.each([
    ['nothing', ''],
    ['a fingerprint', 'SHA256:uwhOoCVTS7b3wlX1popZs5k609OaD1vQurHU34cCWPk'],
    ['a key of another type than it says', `ssh-rsa ${ED25519}`],
    ['a key that is cut off', 'ssh-ed25519 AAAA'],
    ['a certificate authority', `@cert-authority * ssh-ed25519 ${ED25519}`],
    ['two keys', `ssh-ed25519 ${ED25519}\nssh-ed25519 ${ED25519}`],
    ['options for ssh', `ssh-ed25519 ${ED25519}" -o ProxyCommand="id\nssh-ed25519`],
    ['a very long text', `ssh-rsa ${'A'.repeat(10_000)}`],
  ])('refuses %s', (_, text) => {
    expect(parseHostKey(text)).toBeUndefined();
  });
});
