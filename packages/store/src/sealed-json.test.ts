import { Secret } from '@ironbridge/common';
import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { SealBrokenError } from './errors.js';
import { openSealedJson, sealJson, type SealedPlace } from './sealed-json.js';

const key = new Secret(randomBytes(32));
const place: SealedPlace = { table: 'consoles', column: 'state', nodeUuid: randomUUID() };

describe('sealed JSON', () => {
  it('opens where it was sealed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as typeof value;
        expect(openSealedJson(sealJson(json as never, key, place), key, place)).toEqual(json);
      }),
    );
  });

  it('is never sealed twice alike', () => {
    expect(sealJson('same', key, place)).not.toEqual(sealJson('same', key, place));
  });

  it.each([
    ['another table', { ...place, table: 'nodes' }],
    ['another column', { ...place, column: 'connection' }],
    ['another node', { ...place, nodeUuid: randomUUID() }],
  ] as const)('does not open in %s', (_, other) => {
    expect(() => openSealedJson(sealJson('x', key, place), key, other)).toThrow(SealBrokenError);
  });

  it('does not open with another key', () => {
    expect(() => openSealedJson(sealJson('x', key, place), new Secret(randomBytes(32)), place)).toThrow(
      SealBrokenError,
    );
  });

  it('does not open when cut short or when any bit is another', () => {
    const sealed = sealJson({ password: 'x' }, key, place);
    for (let length = 0; length < sealed.length; length++) {
      expect(() => openSealedJson(sealed.subarray(0, length), key, place)).toThrow(SealBrokenError);
    }
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openSealedJson(changed, key, place)).toThrow(SealBrokenError);
    }
  });
});
