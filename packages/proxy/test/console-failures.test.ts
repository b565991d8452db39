import { Secret } from '@ironbridge/common';
import type { SessionClosedReason } from '@ironbridge/proxy';
import { eventually } from './support/eventually.js';
import type { FakeBmcOptions } from './support/fake-bmc.js';
import { ProxyFixture, type FixtureOptions } from './support/proxy-fixture.js';

const IMPATIENT = { limits: { dialTimeoutMs: 300, negotiationTimeoutMs: 300 } };

/** A BMC that says something fixed and nothing more. */
function says(...hex: readonly string[]): FakeBmcOptions {
  return { onConnection: (socket) => socket.write(Buffer.from(hex.join(''), 'hex')) };
}

const VERSION = Buffer.from('RFB 003.008\n').toString('hex');

describe('a console that cannot be opened', () => {
  let fixture: ProxyFixture | undefined;

  afterEach(async () => {
    await fixture?.close();
  });

  const cases: readonly (readonly [SessionClosedReason, string, FixtureOptions])[] = [
    ['console-unreachable', 'nobody listens', { connection: { port: 1 } }],
    [
      'console-timeout',
      'it accepts and stays silent',
      { bmc: { onConnection: () => undefined }, proxy: IMPATIENT },
    ],
    ['console-timeout', 'it stops after eleven bytes', { bmc: says(VERSION.slice(0, 22)), proxy: IMPATIENT }],
    ['console-ended', 'it hangs up', { bmc: { onConnection: (socket) => socket.end() } }],
    ['console-protocol', 'it speaks TLS', { bmc: says('15030300020228') }],
    [
      'console-protocol',
      'its version is 999.999',
      { bmc: says(Buffer.from('RFB 999.999\n').toString('hex')) },
    ],
    [
      'login-refused',
      'the password is wrong',
      { bmc: { security: { kind: 'vnc', password: new Secret('other') } } },
    ],
    [
      'security-refused',
      'it offers None and a password is demanded (CVE-2006-2369, CVE-2022-24422)',
      { bmc: { security: { kind: 'none' } } },
    ],
    [
      'security-refused',
      'it demands a password and None is demanded',
      { connection: { security: { kind: 'none' } } },
    ],
    [
      'security-refused',
      'it offers VNC authentication alone and VeNCrypt is demanded (CVE-2006-2369)',
      { connection: { security: { kind: 'vencrypt', verifyCa: false, login: { kind: 'none' } } } },
    ],
    [
      'tls-refused',
      'it speaks RFB in the clear and TLS is demanded',
      { connection: { transport: { kind: 'tls', verifyCa: false } } },
    ],
    ['console-busy', 'it refuses the connection', { bmc: says(VERSION, '0000000004', '66756c6c') }],
    ['console-protocol', 'its reason is 4 GiB long (LP#2155052)', { bmc: says(VERSION, '00ffffffff') }],
  ];

  it.each(cases)('is told as %s where %s', async (reason, _where, options) => {
    fixture = await ProxyFixture.open(options);
    await fixture.expectRefusal(reason);
    await eventually('the audit', () => fixture?.log.events('session-closed').length === 1);
    expect(fixture.log.events('session-closed')).toMatchObject([{ reason }]);
    expect(fixture.events.filter(({ type }) => type === 'lost')).toMatchObject([
      { nodeUuid: fixture.node.uuid, generation: fixture.node.generation },
    ]);
    await eventually('the socket of the BMC to be freed', () => fixture?.bmc.sockets.size === 0);
  });

  it('is no loss where it was the viewer that left', async () => {
    fixture = await ProxyFixture.open({ bmc: { onConnection: () => undefined } });
    const { session_key: sessionKey } = await fixture.redeem();
    const viewer = await fixture.connect({ sessionKey });
    await eventually('the dial', () => fixture?.bmc.connections === 1);
    await viewer.vanish();
    await eventually('the BMC to be left', () => fixture?.bmc.sockets.size === 0);
    await eventually('the audit', () => fixture?.log.events('session-closed').length === 1);
    expect(fixture.log.events('session-closed')).toMatchObject([
      { reason: 'viewer-left', phase: 'console-handshake' },
    ]);
    expect(fixture.events.filter(({ type }) => type === 'lost')).toEqual([]);
  });
});
