import { InternalError } from '@ironbridge/common';
import { HandshakeRunner, type Handshake } from '@ironbridge/rfb';
import type { SessionEnd } from './session-end.js';

/**
 * Runs an RFB handshake over one end. Bytes that follow it stay with the end, for whoever receives next. The deadline is
 * the caller's: when the end is closed, this rejects.
 *
 * @throws RfbError
 */
export function runHandshake<Result extends object>(
  end: SessionEnd,
  handshake: Handshake<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const runner = new HandshakeRunner(handshake);
    let isSettled = false;
    const settle = (rest: Uint8Array): void => {
      isSettled = true;
      end.unread(rest);
    };
    const advance = (step: () => readonly Uint8Array[]): void => {
      if (isSettled) return;
      try {
        for (const bytes of step()) end.send(bytes);
        if (runner.result === undefined) return;
        settle(runner.rest);
        resolve(runner.result);
      } catch (error) {
        settle(Buffer.alloc(0));
        reject(error instanceof Error ? error : new InternalError('A handshake failed', { cause: error }));
      }
    };
    void end.ended.then(() => {
      advance(() => {
        runner.end();
        return [];
      });
    });
    advance(() => runner.start());
    end.receive((chunk) => {
      advance(() => runner.push(chunk));
    });
  });
}
