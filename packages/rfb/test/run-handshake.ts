import { HandshakeRunner, type Handshake } from '../src/index.js';

/** What came of a handshake that was fed `chunks`, as plain data that can be compared. */
export interface HandshakeOutcome<Result> {
  readonly written: string;
  readonly result: Result | undefined;
  readonly rest: string;
}

/** Runs a handshake on recorded bytes; chunks after its end belong to the rest, as a caller would keep them. */
export function runHandshake<Result extends object>(
  handshake: Handshake<Result>,
  chunks: Iterable<Uint8Array>,
): HandshakeOutcome<Result> {
  const runner = new HandshakeRunner(handshake);
  const written = [...runner.start()];
  const rest: Uint8Array[] = [];
  for (const chunk of chunks) {
    if (runner.result === undefined) {
      written.push(...runner.push(chunk));
      rest.push(runner.rest);
    } else {
      rest.push(chunk);
    }
  }
  return { written: hexOf(written), result: runner.result, rest: hexOf(rest) };
}

function hexOf(parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString('hex');
}
