import { InternalError } from '@ironbridge/common';
import { HandshakeRunner, type Handshake, type TlsPeer } from '@ironbridge/rfb';
import type { SessionEnd } from './session-end.js';

/**
 * Runs an RFB handshake over one end. Bytes that follow it stay with the end, for whoever receives next. The deadline is
 * the caller's: when the end is closed, this rejects.
 *
 * @param startTls puts TLS between, while nobody receives; from then on the end is the inside of it
 * @throws RfbError, or what `startTls` rejects with
 */
export function runHandshake<Result extends object>(
  end: SessionEnd,
  handshake: Handshake<Result>,
  startTls: (peer: TlsPeer) => Promise<void> = refuseTls,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const runner = new HandshakeRunner(handshake);
    let isSettled = false;
    const settle = (rest: Uint8Array): void => {
      isSettled = true;
      end.unread(rest);
    };
    const fail = (error: unknown): void => {
      if (isSettled) return;
      settle(Buffer.alloc(0));
      reject(error instanceof Error ? error : new InternalError('A handshake failed', { cause: error }));
    };
    const receive = (): void => {
      end.receive((chunk) => {
        advance(() => runner.push(chunk));
      });
    };
    const advance = (step: () => readonly Uint8Array[]): void => {
      if (isSettled) return;
      try {
        for (const bytes of step()) end.send(bytes);
        if (runner.startsTls !== undefined) {
          end.unread(Buffer.alloc(0));
          startTls(runner.startsTls).then(continueInTls, fail);
        }
        if (runner.result === undefined) return;
        settle(runner.rest);
        resolve(runner.result);
      } catch (error) {
        fail(error);
      }
    };
    const continueInTls = (): void => {
      advance(() => runner.continueInTls());
      if (!isSettled) receive();
    };
    void end.ended.then(() => {
      advance(() => {
        runner.end();
        return [];
      });
    });
    advance(() => runner.start());
    receive();
  });
}

function refuseTls(): Promise<never> {
  return Promise.reject(new InternalError('This end has no TLS to start'));
}
