import { Secret } from '@ironbridge/common';

import {
  clientHandshake,
  encryptChallenge,
  HandshakeRunner,
  RfbAuthenticationError,
  RfbClosedError,
  serverHandshake,
  type RfbSecurity,
  type RfbVersion,
  type ServerHandshakeOptions,
} from '../src/index.js';
import { everySplit } from './every-split.js';
import { bytesOf } from './fixtures/transcripts.js';
import { runHandshake } from './run-handshake.js';

const NONE: RfbSecurity = { kind: 'none' };
const VNC: RfbSecurity = { kind: 'vnc', password: new Secret('calvin01') };
const CHALLENGE = Buffer.from(Array.from({ length: 16 }, (_, index) => index));
const REFUSAL_HEX = `0000000100000015${Buffer.from('Authentication failed').toString('hex')}`;

function versionBytes(version: string): Buffer {
  return Buffer.from(`RFB ${version}\n`);
}

function errorOf(options: ServerHandshakeOptions, ...parts: readonly Uint8Array[]): unknown {
  try {
    return runHandshake(serverHandshake(options), [Buffer.concat(parts)]);
  } catch (error) {
    return error;
  }
}

/** Lets a client and a server talk until neither has anything to say. */
function converse(version: RfbVersion, clientSecurity: RfbSecurity, serverSecurity: RfbSecurity) {
  const server = new HandshakeRunner(serverHandshake({ security: serverSecurity, newestVersion: version }));
  const client = new HandshakeRunner(clientHandshake({ security: clientSecurity }));
  client.start();
  let toClient = server.start();
  while (toClient.length > 0 && client.result === undefined) {
    const toServer = client.push(Buffer.concat(toClient));
    toClient = toServer.length > 0 ? server.push(Buffer.concat(toServer)) : [];
  }
  return { client: client.result, server: server.result };
}

describe('serverHandshake', () => {
  describe('version', () => {
    it.each([
      ['003.003', '3.3', '00000001'],
      ['003.005', '3.3', '00000001'],
      ['003.006', '3.3', '00000001'],
      ['003.889', '3.8', '0101'],
      ['004.001', '3.8', '0101'],
    ])('takes a viewer of version %s for %s', (answered, version, offered) => {
      const viewer = Buffer.concat([
        versionBytes(answered),
        version === '3.3' ? Buffer.alloc(0) : bytesOf('01'),
      ]);
      const outcome = runHandshake(serverHandshake({ security: NONE }), [viewer]);
      expect(outcome.result).toEqual({ version, securityType: 1, isAuthenticated: true });
      expect(outcome.written.slice(24, 24 + offered.length)).toBe(offered);
    });

    it('refuses a viewer that chooses a newer version than was announced', () => {
      expect(errorOf({ security: NONE, newestVersion: '3.3' }, versionBytes('003.008'))).toMatchObject({
        code: 'ERR_RFB_VERSION',
      });
    });

    it.each(['RFB 003.008\r', 'GET / HTTP/1', 'RFB 055.008\n'])('refuses %j', (answered) => {
      expect(errorOf({ security: NONE }, Buffer.from(answered))).toMatchObject({ code: 'ERR_RFB_VERSION' });
    });
  });

  describe('security', () => {
    it('refuses a viewer that picks None where VNC authentication is offered (CVE-2006-2369)', () => {
      expect(errorOf({ security: VNC }, versionBytes('003.008'), bytesOf('01'))).toMatchObject({
        code: 'ERR_RFB_SECURITY_TYPE',
        kind: 'protocol',
      });
    });

    it.each(['00', '80', 'ee', 'ff'])('refuses the choice 0x%s', (choice) => {
      expect(errorOf({ security: NONE }, versionBytes('003.008'), bytesOf(choice))).toMatchObject({
        code: 'ERR_RFB_SECURITY_TYPE',
      });
    });

    it.each([
      ['3.3', '003.003', '', '00000001'],
      ['3.7', '003.007', '02', '00000001'],
      ['3.8', '003.008', '02', REFUSAL_HEX],
    ])('tells a viewer with a wrong password as %s can', (version, answered, choice, told) => {
      const wrong = encryptChallenge(new Secret('guess'), CHALLENGE);
      for (const chunks of everySplit(Buffer.concat([versionBytes(answered), bytesOf(choice), wrong]))) {
        const outcome = runHandshake(serverHandshake({ security: VNC, challenge: CHALLENGE }), chunks);
        expect(outcome.result).toEqual({ version, securityType: 2, isAuthenticated: false });
        expect(outcome.written.endsWith(`${CHALLENGE.toString('hex')}${told}`)).toBe(true);
      }
    });

    it('sends a new challenge to each viewer', () => {
      const viewer = [Buffer.concat([versionBytes('003.008'), bytesOf('02')])];
      const first = runHandshake(serverHandshake({ security: VNC }), viewer);
      const second = runHandshake(serverHandshake({ security: VNC }), viewer);
      expect(first.written).not.toBe(second.written);
    });
  });

  describe('with clientHandshake', () => {
    it.each(['3.3', '3.7', '3.8'] as const)('agrees in %s', (version) => {
      expect(converse(version, NONE, NONE)).toEqual({
        client: { version, securityType: 1 },
        server: { version, securityType: 1, isAuthenticated: true },
      });
      expect(converse(version, VNC, VNC)).toEqual({
        client: { version, securityType: 2 },
        server: { version, securityType: 2, isAuthenticated: true },
      });
    });

    it.each(['3.3', '3.7', '3.8'] as const)('refuses a wrong password in %s', (version) => {
      const guess: RfbSecurity = { kind: 'vnc', password: new Secret('calvin02') };
      expect(() => converse(version, guess, VNC)).toThrow(RfbAuthenticationError);
    });
  });

  it('says what was awaited when the viewer leaves', () => {
    const runner = new HandshakeRunner(serverHandshake({ security: VNC }));
    runner.start();
    runner.push(Buffer.concat([versionBytes('003.008'), bytesOf('02')]));
    expect(() => {
      runner.end();
    }).toThrow(new RfbClosedError('response to the challenge'));
  });
});
