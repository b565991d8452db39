import { everySplit } from './every-split.js';

describe('everySplit', () => {
  it('yields the whole, byte by byte, and every single cut', () => {
    const splits = [...everySplit(Uint8Array.of(1, 2, 3))].map((chunks) => chunks.map((chunk) => [...chunk]));
    expect(splits).toEqual([[[1, 2, 3]], [[1], [2], [3]], [[1], [2, 3]], [[1, 2], [3]]]);
  });

  it('yields nothing but the bytes given', () => {
    const bytes = Uint8Array.from({ length: 50 }, (_, i) => i);
    const splits = [...everySplit(bytes)];
    expect(splits).toHaveLength(51);
    for (const chunks of splits) expect(Buffer.concat(chunks)).toEqual(Buffer.from(bytes));
  });
});
