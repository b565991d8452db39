/**
 * The ways in which a transport can deliver `bytes`: whole, byte by byte, and cut in two at every place. A parser of a
 * stream must do the same with each.
 */
export function* everySplit(bytes: Uint8Array): Generator<readonly Uint8Array[]> {
  yield [bytes];
  yield Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
}
