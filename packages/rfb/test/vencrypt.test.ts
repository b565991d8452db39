import { Secret } from '@ironbridge/common';
import fc from 'fast-check';

import {
  clientHandshake,
  HandshakeRunner,
  RfbAuthenticationError,
  RfbSecurityPolicyError,
  VENCRYPT_SUBTYPES,
  type ClientHandshakeResult,
  type RfbClientSecurity,
  type RfbLogin,
} from '../src/index.js';
import { everySplit } from './every-split.js';
import { bytesOf } from './fixtures/transcripts.js';

const V38 = Buffer.from('RFB 003.008\n');
const PASSWORD = new Secret('hunter22');
const LOGINS = {
  none: { kind: 'none' },
  vnc: { kind: 'vnc', password: PASSWORD },
  plain: { kind: 'plain', username: 'root', password: PASSWORD },
} as const satisfies Record<RfbLogin['kind'], RfbLogin>;
const CHALLENGE = Buffer.alloc(16, 7);
/** Version 0.2, accepted. */
const VERSION = bytesOf('0002 00');
const ACCEPTED = bytesOf('01');
const GOOD = bytesOf('00000000');

function vencrypt(login: RfbLogin, isPeerVerified = true): RfbClientSecurity {
  return { kind: 'vencrypt', isPeerVerified, login };
}

function subtypes(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(1 + numbers.length * 4, numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, 1 + index * 4);
  return bytes;
}

interface Outcome {
  readonly outside: string;
  readonly peer: string | undefined;
  readonly inside: string;
  readonly result: ClientHandshakeResult | undefined;
}

/** Runs a handshake on what a server says before TLS and what it says inside. */
function run(
  security: RfbClientSecurity,
  before: Iterable<Uint8Array>,
  inside: Iterable<Uint8Array> = [],
): Outcome {
  const runner = new HandshakeRunner(clientHandshake({ security }));
  const outside = [...runner.start()];
  for (const chunk of before) outside.push(...runner.push(chunk));
  const peer = runner.startsTls;
  const written = peer === undefined ? [] : [...runner.continueInTls()];
  for (const chunk of inside) written.push(...runner.push(chunk));
  const hex = (parts: readonly Uint8Array[]): string => Buffer.concat(parts).toString('hex');
  return { outside: hex(outside), peer, inside: hex(written), result: runner.result };
}

/** The error that a server's bytes before TLS end in, the same for every cut of them. */
function refusalOf(security: RfbClientSecurity, ...parts: readonly Uint8Array[]): unknown {
  const errors = Array.from(everySplit(Buffer.concat(parts)), (chunks) => {
    try {
      return run(security, chunks);
    } catch (error) {
      return error;
    }
  });
  for (const error of errors) expect(error).toEqual(errors[0]);
  return errors[0];
}

describe('clientHandshake with VeNCrypt', () => {
  it.each([
    ['X509None', LOGINS.none, true, 260, GOOD, ''],
    ['X509Vnc', LOGINS.vnc, true, 261, Buffer.concat([CHALLENGE, GOOD]), /^[0-9a-f]{32}$/],
    ['X509Plain', LOGINS.plain, true, 262, GOOD, '0000000400000008726f6f7468756e7465723232'],
    ['TLSNone', LOGINS.none, false, 257, GOOD, ''],
    ['TLSVnc', LOGINS.vnc, false, 258, Buffer.concat([CHALLENGE, GOOD]), /^[0-9a-f]{32}$/],
    ['TLSPlain', LOGINS.plain, false, 259, GOOD, '0000000400000008726f6f7468756e7465723232'],
  ])('logs in by %s, whatever the cut', (_name, login, isPeerVerified, number, inside, sent) => {
    const before = Buffer.concat([V38, bytesOf('0113'), VERSION, subtypes(256, number), ACCEPTED]);
    const chosen = subtypes(number).subarray(1).toString('hex');
    const expected = {
      outside: `${V38.toString('hex')}130002${chosen}`,
      peer: number < 260 ? 'anonymous' : 'certificate',
      inside: typeof sent === 'string' ? sent : (expect.stringMatching(sent) as string),
      result: { version: '3.8', securityType: 19 },
    };
    for (const chunks of everySplit(before)) {
      expect(run(vencrypt(login, isPeerVerified), chunks, [inside])).toEqual(expected);
    }
    for (const chunks of everySplit(inside)) {
      expect(run(vencrypt(login, isPeerVerified), [before], chunks)).toEqual(expected);
    }
  });

  it('reads a list of 255 subtypes', () => {
    const list = [...Array.from({ length: 254 }, (_, index) => index + 1000), 260];
    const before = [V38, bytesOf('0113'), VERSION, subtypes(...list), ACCEPTED];
    expect(run(vencrypt(LOGINS.none), before).peer).toBe('certificate');
  });

  it('prefers a certificate where none is demanded', () => {
    const before = [V38, bytesOf('021213'), VERSION, subtypes(258, 261), ACCEPTED];
    expect(run(vencrypt(LOGINS.vnc, false), before).peer).toBe('certificate');
  });

  it.each([
    ['None alone', bytesOf('0101')],
    ['VNC authentication alone, as where somebody between took VeNCrypt out', bytesOf('0102')],
    ['anonymous TLS alone', bytesOf('0112')],
  ])('refuses %s', (_what, offer) => {
    const error = refusalOf(vencrypt(LOGINS.vnc), V38, offer);
    expect(error).toBeInstanceOf(RfbSecurityPolicyError);
    expect(error).toMatchObject({ demanded: 19, offered: [...offer.subarray(1)] });
  });

  it.each([
    ['no subtype at all', LOGINS.vnc, true, []],
    ['a login in the clear', LOGINS.plain, true, [256]],
    ['an anonymous server where a certificate is demanded', LOGINS.vnc, true, [257, 258, 259]],
    ['no login where a password is demanded', LOGINS.vnc, false, [257, 260]],
    ['a password where none is known', LOGINS.none, true, [261, 262]],
  ] as const)('refuses %s', (_what, login, isPeerVerified, offered) => {
    const error = refusalOf(
      vencrypt(login, isPeerVerified),
      V38,
      bytesOf('0113'),
      VERSION,
      subtypes(...offered),
    );
    expect(error).toBeInstanceOf(RfbSecurityPolicyError);
    expect(error).toMatchObject({ demanded: VENCRYPT_SUBTYPES.certificate[login.kind], offered });
  });

  it.each([
    ['version 0.1', ['0001'], 'ERR_RFB_VERSION'],
    ['a version that is announced and then refused', ['0002', 'ff'], 'ERR_RFB_VERSION'],
    [
      'a subtype that is offered and then refused',
      ['0002', '00', '01 00000105', '00'],
      'ERR_RFB_SECURITY_TYPE',
    ],
    [
      'bytes in the clear behind the start of TLS',
      ['0002', '00', '01 00000105', '01 00'],
      'ERR_RFB_MALFORMED',
    ],
  ])('refuses %s', (_what, parts, code) => {
    const before = [V38, bytesOf('0113'), ...parts.map((part) => bytesOf(part))];
    expect(() => run(vencrypt(LOGINS.vnc), [Buffer.concat(before)])).toThrow(
      expect.objectContaining({ code }) as Error,
    );
  });

  it('answers 0.2 to a newer version', () => {
    const before = [V38, bytesOf('0113'), bytesOf('0003 00'), subtypes(260), ACCEPTED];
    expect(run(vencrypt(LOGINS.none), before).outside).toContain('130002');
  });

  it('says that the password was refused inside TLS', () => {
    const before = [V38, bytesOf('0113'), VERSION, subtypes(262), ACCEPTED];
    expect(() => run(vencrypt(LOGINS.plain), before, [bytesOf('00000001 00000002 6e6f')])).toThrow(
      new RfbAuthenticationError('no'),
    );
  });

  it('tells what was awaited where the server leaves instead of starting TLS', () => {
    const runner = new HandshakeRunner(clientHandshake({ security: vencrypt(LOGINS.none) }));
    runner.start();
    for (const bytes of [V38, bytesOf('0113'), VERSION, subtypes(260), ACCEPTED]) runner.push(bytes);
    expect(() => {
      runner.end();
    }).toThrow(expect.objectContaining({ code: 'ERR_RFB_CLOSED', awaiting: 'TLS handshake' }) as Error);
  });

  it('never leads anywhere but into TLS, for any bytes of a server', () => {
    const security = vencrypt(LOGINS.vnc, false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const runner = new HandshakeRunner(clientHandshake({ security }));
        runner.start();
        runner.push(V38);
        try {
          for (const byte of bytes) {
            if (runner.startsTls === undefined) runner.push(Buffer.of(byte));
          }
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_RFB_/) as string });
        }
        expect(runner.result).toBeUndefined();
      }),
    );
  });
});

describe('clientHandshake with security type 18', () => {
  const before = Buffer.concat([V38, bytesOf('0112')]);

  it('starts anonymous TLS at once and chooses inside, whatever the cut', () => {
    const inside = Buffer.concat([bytesOf('020102'), CHALLENGE, GOOD]);
    for (const chunks of everySplit(inside)) {
      const outcome = run(vencrypt(LOGINS.vnc, false), [before], chunks);
      expect(outcome).toMatchObject({
        outside: `${V38.toString('hex')}12`,
        peer: 'anonymous',
        result: { version: '3.8', securityType: 18 },
      });
      expect(outcome.inside).toMatch(/^02[0-9a-f]{32}$/);
    }
  });

  it('refuses None inside where a password is demanded', () => {
    expect(() => run(vencrypt(LOGINS.vnc, false), [before], [bytesOf('0101')])).toThrow(
      RfbSecurityPolicyError,
    );
  });

  it('is refused where a name and a password are demanded', () => {
    expect(() => run(vencrypt(LOGINS.plain, false), [before])).toThrow(RfbSecurityPolicyError);
  });
});
