import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { StoreConfigurationError } from './errors.js';
import { createKeyring } from './keyring.js';

describe('createKeyring', () => {
  it('derives the same three keys from the same master key, each another', () => {
    const master = randomBytes(32);
    const keys = [createKeyring(master), createKeyring(master)].map(({ driverInfo, connections, tokens }) =>
      [driverInfo, connections, tokens].map((key) => key.reveal().toString('hex')),
    );
    expect(keys[0]).toEqual(keys[1]);
    expect(new Set([...(keys[0] ?? []), master.toString('hex')]).size).toBe(4);
  });

  it('derives what it always has: another derivation could not read what is stored', () => {
    const keys = createKeyring(Buffer.alloc(32, 7));
    expect(keys.driverInfo.reveal().toString('hex')).toMatchInlineSnapshot(
      `"b18ca2bfd7424ec99d18850e012d58d23a80a4b4747d14392a6083d73915a395"`,
    );
    expect(keys.connections.reveal().toString('hex')).toMatchInlineSnapshot(
      `"fa6cc10b13c13de8e3db5de8e521d07c5c32fd3c3463b337242cc4c4c29106c4"`,
    );
    expect(keys.tokens.reveal().toString('hex')).toMatchInlineSnapshot(
      `"7a382d495bf49e2ed1f352f198bbf190df4a8171266163ba150f12cfe753591f"`,
    );
  });

  it('refuses a master key of another length', () => {
    expect(() => createKeyring(randomBytes(16))).toThrow(StoreConfigurationError);
  });

  it('shows no key when it is printed', () => {
    const keys = createKeyring(Buffer.alloc(32, 7));
    const hex = keys.tokens.reveal().toString('hex').slice(0, 4);
    expect(inspect(keys, { depth: 9 }) + JSON.stringify(keys)).not.toContain(hex);
  });
});
