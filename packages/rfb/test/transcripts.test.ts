import { Secret } from '@ironbridge/common';

import { clientHandshake, SECURITY_TYPES, serverHandshake, type RfbSecurity } from '../src/index.js';
import { everySplit } from './every-split.js';
import { bytesOf, TRANSCRIPT_PASSWORD, TRANSCRIPTS, type Transcript } from './fixtures/transcripts.js';
import { runHandshake } from './run-handshake.js';

const SERVER_INIT = bytesOf('014000c8 2018000100ff00ff00ff100800000000 00000003 747279');
const CLIENT_INIT_AND_MORE = bytesOf('01 02000001 00000000 03 00 0000 0000 0140 00c8');

function securityOf({ security }: Transcript): RfbSecurity {
  return security === 'none' ? { kind: 'none' } : { kind: 'vnc', password: new Secret(TRANSCRIPT_PASSWORD) };
}

describe.each(TRANSCRIPTS)('transcript of $product', (transcript) => {
  const server = bytesOf(transcript.server);
  const viewer = bytesOf(transcript.viewer);
  const agreed = { version: transcript.version, securityType: SECURITY_TYPES[transcript.security] };

  describe('clientHandshake', () => {
    it('answers as recorded and keeps a coalesced ServerInit, however the bytes are cut', () => {
      for (const chunks of everySplit(Buffer.concat([server, SERVER_INIT]))) {
        expect(runHandshake(clientHandshake({ security: securityOf(transcript) }), chunks)).toEqual({
          written: viewer.toString('hex'),
          result: agreed,
          rest: SERVER_INIT.toString('hex'),
        });
      }
    });
  });

  describe('serverHandshake', () => {
    it('lets the recorded viewer in and keeps what it pipelined, however the bytes are cut', () => {
      const challenge = bytesOf('5cc7ce307997aab0942aff5ad70f32d0');
      for (const chunks of everySplit(Buffer.concat([viewer, CLIENT_INIT_AND_MORE]))) {
        const handshake = serverHandshake({
          security: securityOf(transcript),
          newestVersion: transcript.version,
          challenge,
        });
        const outcome = runHandshake(handshake, chunks);
        expect(outcome.result).toEqual({ ...agreed, isAuthenticated: true });
        expect(outcome.rest).toBe(CLIENT_INIT_AND_MORE.toString('hex'));
      }
    });
  });
});
