import { MASK, isSecretName, maskSecrets, redact } from './redaction.js';

describe('isSecretName', () => {
  it.each([
    'redfish_password',
    'ipmi_hex_kg_key',
    'agent_token',
    'agent_secret_token',
    'snmp_private_key',
    'drac_passwd',
    'swift_credentials',
    'Password',
  ])('sees %s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(['redfish_address', 'redfish_username', 'ipmi_port', 'key', 'deploy_kernel'])(
    'passes %s',
    (name) => {
      expect(isSecretName(name)).toBe(false);
    },
  );
});

describe('maskSecrets', () => {
  it('masks secret names at any depth, in objects and arrays, whatever their type', () => {
    const value = { a: [{ password: 'x', port: 1 }], token: { inner: 'y' }, pass_through: 2, passwords: [1] };
    expect(maskSecrets(value)).toEqual({
      a: [{ password: MASK, port: 1 }],
      token: MASK,
      pass_through: 2,
      passwords: MASK,
    });
  });

  it('leaves what is empty visible, and its input as it was', () => {
    const value = { password: '', token: null };
    expect(maskSecrets(value)).toEqual(value);
    const input = { password: 'x' };
    maskSecrets(input);
    expect(input).toEqual({ password: 'x' });
  });

  it('masks by the names that it is given', () => {
    expect(maskSecrets({ pin: 1, password: 'x' }, (name) => name === 'pin')).toEqual({
      pin: MASK,
      password: 'x',
    });
  });
});

describe('redact', () => {
  it('takes every occurrence of every secret out, and nothing for an empty one', () => {
    expect(redact('root:calvin@bmc calvin $&', ['calvin', '', '$&'])).toBe(
      `root:${MASK}@bmc ${MASK} ${MASK}`,
    );
  });

  it('takes a secret out whole that begins with another', () => {
    expect(redact('the password is calvin123', ['calvin', 'calvin123'])).toBe(`the password is ${MASK}`);
  });
});
