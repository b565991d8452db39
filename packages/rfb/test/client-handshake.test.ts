import { Secret } from '@ironbridge/common';

import {
  clientHandshake,
  HandshakeRunner,
  MAX_HANDSHAKE_BUFFER_BYTES,
  MAX_REASON_BYTES,
  RfbAuthenticationError,
  RfbClosedError,
  RfbConnectionRefusedError,
  RfbLockedOutError,
  RfbPasswordError,
  RfbProtocolError,
  RfbSecurityPolicyError,
  type ClientHandshakeResult,
  type RfbSecurity,
} from '../src/index.js';
import { everySplit } from './every-split.js';
import { bytesOf } from './fixtures/transcripts.js';
import { runHandshake } from './run-handshake.js';

const V33 = Buffer.from('RFB 003.003\n');
const V37 = Buffer.from('RFB 003.007\n');
const V38 = Buffer.from('RFB 003.008\n');
const NONE: RfbSecurity = { kind: 'none' };
const VNC: RfbSecurity = { kind: 'vnc', password: new Secret('hunter22') };
const CHALLENGE = Buffer.alloc(16, 7);

function startClient(security: RfbSecurity): HandshakeRunner<ClientHandshakeResult> {
  const runner = new HandshakeRunner(clientHandshake({ security }));
  runner.start();
  return runner;
}

/** The error that a server's bytes end in, which has to be the same for every cut of them. */
function refusalOf(security: RfbSecurity, ...parts: readonly Uint8Array[]): unknown {
  const errors = Array.from(everySplit(Buffer.concat(parts)), (chunks) => {
    try {
      return runHandshake(clientHandshake({ security }), chunks);
    } catch (error) {
      return error;
    }
  });
  for (const error of errors) expect(error).toEqual(errors[0]);
  return errors[0];
}

function reasonBytes(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
}

describe('clientHandshake', () => {
  describe('version', () => {
    it.each([
      ['003.003', '3.3', '003.003'],
      ['003.004', '3.3', '003.003'],
      ['003.005', '3.3', '003.003'],
      ['003.006', '3.3', '003.003'],
      ['003.007', '3.7', '003.007'],
      ['003.008', '3.8', '003.008'],
      ['003.889', '3.8', '003.008'],
      ['004.000', '3.8', '003.008'],
      ['004.001', '3.8', '003.008'],
      ['005.000', '3.8', '003.008'],
    ])('speaks the dialect that a server of version %s means', (announced, version, answered) => {
      const offer = version === '3.3' ? bytesOf('00000001') : bytesOf('0101');
      const result = version === '3.8' ? bytesOf('00000000') : Buffer.alloc(0);
      for (const chunks of everySplit(Buffer.concat([Buffer.from(`RFB ${announced}\n`), offer, result]))) {
        const outcome = runHandshake(clientHandshake({ security: NONE }), chunks);
        expect(outcome.result).toEqual({ version, securityType: 1 });
        expect(outcome.written.startsWith(Buffer.from(`RFB ${answered}\n`).toString('hex'))).toBe(true);
      }
    });

    it.each([
      ['RFB 055.008\n', /55\.8 is not RFB/],
      ['RFB 999.999\n', /999\.999 is not RFB/],
      ['RFB 003.002\n', /3\.2 is not RFB/],
      ['RFB 000.000\n', /0\.0 is not RFB/],
      ['rfb 003.008\n', /does not speak RFB/],
      ['HTTP/1.1 400', /does not speak RFB.*48545450/],
      ['RFB 003.008 ', /malformed/],
      ['RFB 003,008\n', /malformed/],
      ['RFB +03.008\n', /malformed/],
      ['RFB 3.8\n\n\n\n\n', /malformed/],
    ])('refuses %j', (announced, message) => {
      const error = refusalOf(NONE, Buffer.from(announced));
      expect(error).toBeInstanceOf(RfbProtocolError);
      expect(error).toMatchObject({ code: 'ERR_RFB_VERSION', kind: 'protocol' });
      expect(String(error)).toMatch(message);
    });

    it.each(['80', '00', 'ff'])('refuses a version with a byte 0x%s in it', (byte) => {
      const announced = bytesOf(`524642203030332e3030 ${byte} 0a`);
      expect(refusalOf(NONE, announced)).toMatchObject({ code: 'ERR_RFB_VERSION' });
    });

    it('tells a TLS alert apart before twelve bytes have come', () => {
      expect(refusalOf(NONE, bytesOf('15030100020228'))).toMatchObject({ code: 'ERR_RFB_VERSION' });
    });

    it('waits, and knows for what, when a server stops after eleven bytes', () => {
      const runner = startClient(NONE);
      expect(runner.push(V38.subarray(0, 11))).toEqual([]);
      expect(runner.result).toBeUndefined();
      expect(() => {
        runner.end();
      }).toThrow(new RfbClosedError('RFB version'));
    });
  });

  describe('security', () => {
    it.each([
      ['3.3', Buffer.concat([V33, bytesOf('00000001')])],
      ['3.7', Buffer.concat([V37, bytesOf('0101')])],
      ['3.8', Buffer.concat([V38, bytesOf('0101')])],
    ])(
      'never falls back to None when the connection demands VNC authentication, in %s (CVE-2006-2369, CVE-2022-24422)',
      (_version, bytes) => {
        const error = refusalOf(VNC, bytes);
        expect(error).toBeInstanceOf(RfbSecurityPolicyError);
        expect(error).toMatchObject({ demanded: 2, offered: [1], kind: 'refused', transient: false });
      },
    );

    it('never picks a type that was not offered (CVE-2006-2369)', () => {
      expect(refusalOf(NONE, V38, bytesOf('0102'))).toMatchObject({ demanded: 1, offered: [2] });
      expect(refusalOf(NONE, V33, bytesOf('00000002'))).toMatchObject({ demanded: 1, offered: [2] });
    });

    it('picks VNC authentication when None is offered before it (CVE-2022-24422)', () => {
      const outcome = runHandshake(clientHandshake({ security: VNC }), [V38, bytesOf('020102'), CHALLENGE]);
      expect(outcome.written.slice(V38.length * 2, V38.length * 2 + 2)).toBe('02');
    });

    it('writes no choice before it knows that the demanded type is in the list', () => {
      const runner = startClient(VNC);
      runner.push(V38);
      expect(() => runner.push(bytesOf('03011013'))).toThrow(RfbSecurityPolicyError);
    });

    it('reads a list of 255 types', () => {
      const types = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1));
      const outcome = runHandshake(clientHandshake({ security: NONE }), [
        V38,
        bytesOf('ff'),
        types,
        bytesOf('00000000'),
      ]);
      expect(outcome.result).toEqual({ version: '3.8', securityType: 1 });
    });

    it.each([
      ['0xee in 3.3', [V33, bytesOf('000000ee')], [0xee]],
      ['0xffffffff in 3.3', [V33, bytesOf('ffffffff')], [0xffffffff]],
      ['0xee in 3.8', [V38, bytesOf('01ee')], [0xee]],
      ['0x00 in a list', [V38, bytesOf('0100')], [0]],
    ])('refuses the unknown type %s', (_type, parts, offered) => {
      expect(refusalOf(NONE, ...parts)).toMatchObject({ code: 'ERR_RFB_SECURITY_POLICY', offered });
    });

    it('refuses a password that cannot be sent', () => {
      const security: RfbSecurity = { kind: 'vnc', password: new Secret('пароль') };
      expect(refusalOf(security, V38, bytesOf('0102'), CHALLENGE)).toBeInstanceOf(RfbPasswordError);
    });
  });

  describe('refusal', () => {
    it.each([
      ['3.3', Buffer.concat([V33, bytesOf('00000000')])],
      ['3.7', Buffer.concat([V37, bytesOf('00')])],
      ['3.8', Buffer.concat([V38, bytesOf('00')])],
    ])('gives the reason when the server refuses the connection, in %s', (_version, bytes) => {
      const error = refusalOf(VNC, bytes, reasonBytes('Server is full'));
      expect(error).toBeInstanceOf(RfbConnectionRefusedError);
      expect(error).toMatchObject({ reason: 'Server is full', kind: 'unavailable', transient: true });
    });

    it.each([
      [
        'TigerVNC 1.12.0 (recorded)',
        bytesOf(
          '524642203030332e3030330a 00000000 0000001a 546f6f206d616e79207365637572697479206661696c75726573',
        ),
      ],
      ['a 3.8 server', Buffer.concat([V38, bytesOf('00'), reasonBytes('Too many authentication failures')])],
      [
        'a 3.8 server after the challenge',
        Buffer.concat([
          V38,
          bytesOf('0102'),
          CHALLENGE,
          bytesOf('00000001'),
          reasonBytes('Too many authentication failures'),
        ]),
      ],
      [
        'a 3.8 server by number',
        Buffer.concat([V38, bytesOf('0102'), CHALLENGE, bytesOf('00000002'), reasonBytes('')]),
      ],
      ['a 3.3 server by number', Buffer.concat([V33, bytesOf('00000002'), CHALLENGE, bytesOf('00000002')])],
    ])('tells a lock-out apart from a wrong password, from %s', (_server, bytes) => {
      const error = refusalOf(VNC, bytes);
      expect(error).toBeInstanceOf(RfbLockedOutError);
      expect(error).toMatchObject({ code: 'ERR_RFB_LOCKED_OUT', kind: 'unavailable' });
    });

    it('gives the reason of a wrong password in 3.8', () => {
      const error = refusalOf(
        VNC,
        V38,
        bytesOf('0102'),
        CHALLENGE,
        bytesOf('00000001'),
        reasonBytes('Authentication failure'),
      );
      expect(error).toBeInstanceOf(RfbAuthenticationError);
      expect(error).toMatchObject({ reason: 'Authentication failure', kind: 'refused', transient: false });
      expect(String(error)).not.toContain('hunter22');
    });

    it.each([
      ['3.3', Buffer.concat([V33, bytesOf('00000002'), CHALLENGE, bytesOf('00000001')])],
      ['3.7', Buffer.concat([V37, bytesOf('0102'), CHALLENGE, bytesOf('00000001')])],
    ])('needs no reason for a wrong password in %s', (_version, bytes) => {
      expect(refusalOf(VNC, bytes)).toMatchObject({ code: 'ERR_RFB_AUTHENTICATION', reason: '' });
    });

    it('is a refused connection when None fails in 3.8', () => {
      expect(refusalOf(NONE, V38, bytesOf('0101 00000001'), reasonBytes('Console in use'))).toMatchObject({
        code: 'ERR_RFB_CONNECTION_REFUSED',
        reason: 'Console in use',
      });
    });

    it('is still a wrong password when a 3.8 server closes instead of giving a reason', () => {
      const runner = startClient(VNC);
      for (const part of [V38, bytesOf('0102'), CHALLENGE, bytesOf('00000001 0000')]) runner.push(part);
      expect(() => {
        runner.end();
      }).toThrow(new RfbAuthenticationError(''));
    });

    it('refuses a security result that is not defined', () => {
      expect(refusalOf(NONE, V38, bytesOf('0101 00000003'))).toMatchObject({
        code: 'ERR_RFB_SECURITY_RESULT',
      });
    });

    it.each([
      ['of a refused connection in 3.8', [V38, bytesOf('00')]],
      ['of a refused connection in 3.3', [V33, bytesOf('00000000')]],
      ['of a wrong password', [V38, bytesOf('0102'), CHALLENGE, bytesOf('00000001')]],
    ])('does not wait for a reason of 0xffffffff bytes, %s (LP#2155052)', (_where, parts) => {
      expect(refusalOf(VNC, ...parts, bytesOf('ffffffff'))).toMatchObject({
        code: 'ERR_RFB_LIMIT',
        kind: 'protocol',
      });
    });

    it('reads the longest reason and no longer one', () => {
      const longest = 'x'.repeat(MAX_REASON_BYTES);
      const runner = startClient(NONE);
      runner.push(V38);
      expect(() => runner.push(Buffer.concat([bytesOf('00'), reasonBytes(longest)]))).toThrow(
        new RfbConnectionRefusedError(longest),
      );
      const other = startClient(NONE);
      other.push(V38);
      expect(() => other.push(Buffer.concat([bytesOf('00'), reasonBytes(`${longest}x`)]))).toThrow(
        RfbProtocolError,
      );
    });

    it('removes control and formatting characters from a reason', () => {
      const reason = 'no\u001b[31m\r\n entry\u0000\u202e\u2028\u009b.';
      expect(refusalOf(NONE, V38, bytesOf('00'), reasonBytes(reason))).toMatchObject({
        reason: 'no[31m entry.',
      });
    });

    it('replaces bytes of a reason that are not UTF-8', () => {
      expect(refusalOf(NONE, V38, bytesOf('00 00000002 ff41'))).toMatchObject({ reason: '\ufffdA' });
    });
  });

  describe('end', () => {
    it('says what was awaited, in every state', () => {
      const script: [Buffer, string][] = [
        [Buffer.alloc(0), 'RFB version'],
        [V38, 'number of security types'],
        [bytesOf('01'), 'list of security types'],
        [bytesOf('02'), 'challenge'],
        [CHALLENGE, 'security result'],
      ];
      for (let upTo = 1; upTo <= script.length; upTo += 1) {
        const runner = startClient(VNC);
        for (const [bytes] of script.slice(0, upTo)) runner.push(bytes);
        const awaiting = script[upTo - 1]?.[1] ?? '';
        expect(() => {
          runner.end();
        }).toThrow(new RfbClosedError(awaiting));
      }
    });
  });

  it('holds back no more than its bound while a server drips', () => {
    const runner = startClient(NONE);
    const bytes = Buffer.concat([V38, bytesOf('00'), reasonBytes('x'.repeat(MAX_REASON_BYTES))]);
    let most = 0;
    for (const byte of bytes.subarray(0, -1)) {
      runner.push(Buffer.of(byte));
      most = Math.max(most, runner.bufferedBytes);
    }
    expect(most).toBe(MAX_HANDSHAKE_BUFFER_BYTES - 1);
  });
});
