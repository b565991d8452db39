import { InternalError } from '@ironbridge/common';

import { RfbClosedError } from './errors.js';
import { HandshakeRunner } from './handshake-runner.js';
import { MAX_HANDSHAKE_BUFFER_BYTES, read, write, type Handshake } from './handshake.js';

interface Greeting {
  readonly said: string;
}

/** Greets, reads three bytes, echoes them. */
function* greet(length = 3): Handshake<Greeting> {
  yield* write(Buffer.from('hello'));
  const said = yield* read(length, 'greeting');
  yield* write(said);
  yield* write(Buffer.from('bye'));
  return { said: said.toString() };
}

function textOf(writes: readonly Uint8Array[]): string[] {
  return writes.map((bytes) => Buffer.from(bytes).toString());
}

describe('HandshakeRunner', () => {
  it('writes what comes before the first read at start', () => {
    expect(textOf(new HandshakeRunner(greet()).start())).toEqual(['hello']);
  });

  it('holds back a field until it is whole, and keeps what follows', () => {
    const runner = new HandshakeRunner(greet());
    runner.start();
    expect(runner.push(Buffer.from('a'))).toEqual([]);
    expect(runner.bufferedBytes).toBe(1);
    expect(runner.result).toBeUndefined();
    expect(textOf(runner.push(Buffer.from('bcdef')))).toEqual(['abc', 'bye']);
    expect(runner.bufferedBytes).toBe(0);
    expect(runner.result).toEqual({ said: 'abc' });
    expect(Buffer.from(runner.rest).toString()).toBe('def');
  });

  it('has copied what it holds back', () => {
    const runner = new HandshakeRunner(greet());
    runner.start();
    const chunk = Buffer.from('ab');
    runner.push(chunk);
    chunk.fill(0);
    runner.push(Buffer.from('c'));
    expect(runner.result).toEqual({ said: 'abc' });
  });

  it('takes no bytes before its start or after its end', () => {
    const runner = new HandshakeRunner(greet());
    expect(() => runner.push(Buffer.from('abc'))).toThrow(InternalError);
    runner.start();
    runner.push(Buffer.from('abc'));
    expect(() => runner.push(Buffer.from('d'))).toThrow(InternalError);
  });

  it.each([0, MAX_HANDSHAKE_BUFFER_BYTES + 1])('refuses a read of %i bytes', (length) => {
    expect(() => new HandshakeRunner(greet(length)).start()).toThrow(InternalError);
  });

  it('throws at the end of the connection, but not after the result', () => {
    const cut = new HandshakeRunner(greet());
    cut.start();
    expect(() => {
      cut.end();
    }).toThrow(RfbClosedError);
    const complete = new HandshakeRunner(greet());
    complete.start();
    complete.push(Buffer.from('abc'));
    complete.end();
    expect(complete.result).toEqual({ said: 'abc' });
  });
});
