import { Secret } from '@ironbridge/common';
import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  isConsoleTokenShaped,
  mintConsoleToken,
  verifyConsoleToken,
  type ConsoleToken,
} from './console-token.js';

const key = new Secret(randomBytes(32));
const claims: Omit<ConsoleToken, 'id'> = {
  nodeUuid: randomUUID(),
  generation: 1_700_000_000_001,
  type: 'vnc',
  mode: 'read-only',
  user: 'Zoë',
  expiresAt: new Date(1_700_000_600_000),
};

describe('console tokens', () => {
  it('say what they were made with, and an id of their own', () => {
    const first = verifyConsoleToken(mintConsoleToken(claims, key), key);
    const second = verifyConsoleToken(mintConsoleToken(claims, key), key);
    expect(first).toEqual({ ...claims, id: expect.any(String) as string });
    expect(first?.id).not.toBe(second?.id);
  });

  it('are given back for any claims', () => {
    fc.assert(
      fc.property(
        fc.record({
          nodeUuid: fc.uuid({ version: 4 }),
          generation: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
          type: fc.constantFrom('vnc' as const, 'serial' as const),
          mode: fc.constantFrom('read-write' as const, 'read-only' as const),
          user: fc.string({ maxLength: 64, unit: 'grapheme-ascii' }),
          expiresAt: fc.date({ min: new Date(0), max: new Date(8.64e15), noInvalidDate: true }),
        }),
        (any) => {
          const token = mintConsoleToken(any, key);
          expect(isConsoleTokenShaped(token)).toBe(true);
          expect(verifyConsoleToken(token, key)).toMatchObject(any);
        },
      ),
    );
  });

  it('are given back after they expired: that is for the caller to judge', () => {
    const token = mintConsoleToken({ ...claims, expiresAt: new Date(0) }, key);
    expect(verifyConsoleToken(token, key)?.expiresAt).toEqual(new Date(0));
  });

  it('are not accepted with another key', () => {
    expect(verifyConsoleToken(mintConsoleToken(claims, key), new Secret(randomBytes(32)))).toBeUndefined();
  });

  it('are not accepted when any one character is another', () => {
    const token = mintConsoleToken(claims, key);
    fc.assert(
      fc.property(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '.'),
        (at, letter) => {
          fc.pre(token[at] !== letter);
          const forged = `${token.slice(0, at)}${letter}${token.slice(at + 1)}`;
          // The last letter of 43 carries four bits of the signature and two of nothing.
          fc.pre(at !== token.length - 1);
          expect(verifyConsoleToken(forged, key)).toBeUndefined();
        },
      ),
    );
  });

  it('are not accepted with a signature of another length', () => {
    const token = mintConsoleToken(claims, key);
    expect(verifyConsoleToken(token.slice(0, -1), key)).toBeUndefined();
    expect(verifyConsoleToken(`${token}A`, key)).toBeUndefined();
    expect(verifyConsoleToken(token.replace(/\..*$/, '.'), key)).toBeUndefined();
  });

  it('refuse any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 1200, unit: 'binary' }), (text) => {
        expect(verifyConsoleToken(text, key)).toBeUndefined();
      }),
    );
    expect(isConsoleTokenShaped('a'.repeat(2_000_000))).toBe(false);
  });
});
