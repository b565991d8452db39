import type { VncConnection } from '@ironbridge/base';
import { Secret } from '@ironbridge/common';
import { SESSION_CLOSED_REASONS, type SessionClosedReason } from '@ironbridge/proxy';
import { encryptChallenge } from '@ironbridge/rfb';
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { BMC_PASSWORD, SERVER_INIT } from './support/fake-bmc.js';
import { ProxyFixture, type FixtureOptions } from './support/proxy-fixture.js';
import { serveVeNCrypt, type VeNCryptServer } from './support/serve-vencrypt.js';
import { CA_FILE, identityOf, pemOf, serveTls, type CertificateName } from './support/tls-fixture.js';

const CHALLENGE = Buffer.alloc(16, 5);
const PASSWORD = new Secret(BMC_PASSWORD);

describe('a console with TLS', () => {
  let fixture: ProxyFixture | undefined;

  afterEach(async () => {
    await fixture?.close();
  });

  async function expectPicture(options: FixtureOptions): Promise<ProxyFixture> {
    fixture = await ProxyFixture.open(options);
    const viewer = await fixture.watch();
    expect(await viewer.take(SERVER_INIT.length)).toEqual(SERVER_INIT);
    return fixture;
  }

  async function expectRefusal(reason: SessionClosedReason, options: FixtureOptions): Promise<void> {
    fixture = await ProxyFixture.open(options);
    await fixture.expectRefusal(reason);
  }

  /** Who is refused, by certificate and by what it is checked against. */
  const REFUSED: readonly (readonly [SessionClosedReason, CertificateName, boolean | string])[] = [
    ['certificate-untrusted', 'foreign', CA_FILE],
    ['certificate-untrusted', 'server', true],
    ['certificate-untrusted', 'server', '/nowhere/ca.pem'],
    ['certificate-name', 'other', CA_FILE],
    ['certificate-expired', 'expired', CA_FILE],
  ];

  describe('from byte 0', () => {
    const tls = (verifyCa: boolean | string, name: CertificateName): FixtureOptions => ({
      connection: { transport: { kind: 'tls', verifyCa } },
      bmc: {
        onConnection: (socket, serve) => {
          serve(serveTls(socket, identityOf(name)));
        },
      },
    });

    it('is opened where its certificate is of the authority and for the name of the connection', async () => {
      const { bmc } = await expectPicture(tls(CA_FILE, 'server'));
      expect(bmc.received).toEqual(Buffer.of(1));
    });

    it('is opened with any certificate only where nothing is to be checked', async () => {
      await expectPicture(tls(false, 'expired'));
    });

    it("is opened with a certificate of the operator's authorities", async () => {
      await expectPicture({ ...tls(true, 'server'), proxy: { consoleTls: { ca: pemOf('ca') } } });
    });

    it.each(REFUSED)('is told as %s with the certificate %s checked against %s', async (reason, name, ca) => {
      await expectRefusal(reason, tls(ca, name));
    });

    it('is refused at once where it knows TLS 1.1 at most, and not asked for VeNCrypt', async () => {
      await expectRefusal('tls-refused', {
        connection: { transport: { kind: 'tls', verifyCa: false, fallback: 'vencrypt' } },
        bmc: {
          onConnection: (socket) => {
            serveTls(socket, {
              ...identityOf('server'),
              minVersion: 'TLSv1',
              maxVersion: 'TLSv1.1',
              ciphers: 'DEFAULT@SECLEVEL=0',
            });
          },
        },
      });
      expect(fixture?.bmc.connections).toBe(1);
    });

    it('ends nothing but the viewer where it resets connections before TLS', async () => {
      fixture = await ProxyFixture.open({
        connection: { transport: { kind: 'tls', verifyCa: CA_FILE } },
        bmc: { onConnection: (socket) => setImmediate(() => socket.resetAndDestroy()) },
      });
      const { session_key: sessionKey } = await fixture.redeem();
      const told = ['tls-refused', 'console-unreachable'] as const;
      for (let dials = 1; dials <= 20; dials += 1) {
        const viewer = await fixture.connect({ sessionKey });
        const codes = told.map((reason) => SESSION_CLOSED_REASONS[reason].closeCode);
        expect(codes).toContain((await viewer.closed).code);
        expect(fixture.bmc.connections).toBe(dials);
      }
    });

    it('is checked for its address where the connection has one for a host', async () => {
      await expectRefusal('certificate-name', {
        ...tls(CA_FILE, 'server'),
        connection: { host: '127.0.0.1', transport: { kind: 'tls', verifyCa: CA_FILE } },
      });
    });

    it('is named in the log where its certificate is refused', async () => {
      await expectRefusal('certificate-untrusted', tls(CA_FILE, 'foreign'));
      const { subject, issuer, validTo, fingerprint256 } = new X509Certificate(pemOf('foreign'));
      const failure = fixture?.log.lines.find(({ message }) => message === 'A viewer failed');
      expect(failure?.facts['err']).toMatchObject({
        subject,
        issuer,
        validTo,
        fingerprint: fingerprint256,
      });
    });

    it('is opened by VeNCrypt where it stays silent and the connection allows that', async () => {
      let dials = 0;
      await expectPicture({
        connection: { transport: { kind: 'tls', verifyCa: CA_FILE, fallback: 'vencrypt' } },
        proxy: { limits: { dialTimeoutMs: 300 } },
        bmc: {
          onConnection: (socket) => {
            dials += 1;
            if (dials > 1) void serveVeNCrypt(socket, X509VNC);
          },
        },
      });
      expect(dials).toBe(2);
    });

    it('is waited for where its handshakes are slow, and not asked for VeNCrypt meanwhile', async () => {
      const { bmc } = await expectPicture({
        connection: {
          transport: { kind: 'tls', verifyCa: CA_FILE, fallback: 'vencrypt' },
          quirks: { handshakeTimeoutMs: 60_000 },
        },
        proxy: { limits: { dialTimeoutMs: 300 } },
        bmc: {
          onConnection: (socket, serve) => {
            setTimeout(() => {
              serve(serveTls(socket, identityOf('server')));
            }, 600);
          },
        },
      });
      expect(bmc.connections).toBe(1);
    });

    it('is opened by VeNCrypt as soon as it speaks in the clear, however slow its handshakes are', async () => {
      let dials = 0;
      await expectPicture({
        connection: {
          transport: { kind: 'tls', verifyCa: CA_FILE, fallback: 'vencrypt' },
          quirks: { handshakeTimeoutMs: 60_000 },
        },
        bmc: {
          onConnection: (socket) => {
            dials += 1;
            void serveVeNCrypt(socket, X509VNC);
          },
        },
      });
      expect(dials).toBe(2);
    });

    it('is not opened in the clear where TLS fails and VeNCrypt is not offered', async () => {
      await expectRefusal('security-refused', {
        connection: { transport: { kind: 'tls', verifyCa: CA_FILE, fallback: 'vencrypt' } },
      });
    });
  });

  const X509VNC: VeNCryptServer = {
    ...identityOf('server'),
    subtype: 261,
    inside: { sends: CHALLENGE, awaits: 16 },
  };

  describe('of VeNCrypt', () => {
    function vencrypt(
      verifyCa: boolean | string,
      server: VeNCryptServer,
      login: Extract<VncConnection['security'], { kind: 'vencrypt' }>['login'] = { kind: 'none' },
    ): FixtureOptions & { readonly answers: (Buffer | undefined)[] } {
      const answers: (Buffer | undefined)[] = [];
      const onConnection = (socket: Socket): void => {
        void serveVeNCrypt(socket, server).then((answer) => answers.push(answer));
      };
      return {
        connection: { security: { kind: 'vencrypt', verifyCa, login } },
        bmc: { onConnection },
        answers,
      };
    }

    it('is opened as X509Vnc, with the password inside', async () => {
      const options = vencrypt(CA_FILE, X509VNC, { kind: 'vnc', password: PASSWORD });
      await expectPicture(options);
      expect(options.answers).toEqual([encryptChallenge(PASSWORD, CHALLENGE)]);
    });

    it('is opened as X509Plain, with name and password inside', async () => {
      const inside = { sends: Buffer.alloc(0), awaits: 8 + 4 + BMC_PASSWORD.length };
      const login = { kind: 'plain', username: 'root', password: PASSWORD } as const;
      const options = vencrypt(CA_FILE, { ...identityOf('server'), subtype: 262, inside }, login);
      await expectPicture(options);
      expect(options.answers[0]?.subarray(8).toString()).toBe(`root${BMC_PASSWORD}`);
    });

    it('is opened as TLSNone, by a server that shows no certificate, only where nothing is to be checked', async () => {
      const anonymous: VeNCryptServer = {
        subtype: 257,
        ciphers: 'aNULL:!eNULL:@SECLEVEL=0',
        maxVersion: 'TLSv1.2',
      };
      await expectPicture(vencrypt(false, anonymous));
      await fixture?.close();
      await expectRefusal('security-refused', vencrypt(CA_FILE, anonymous));
    });

    it.each(REFUSED)('is told as %s with the certificate %s checked against %s', async (reason, name, ca) => {
      await expectRefusal(reason, vencrypt(ca, { ...identityOf(name), subtype: 260 }));
    });

    it('is refused where bytes in the clear would pass for bytes from inside', async () => {
      const injected = Buffer.alloc(4);
      await expectRefusal(
        'console-protocol',
        vencrypt(CA_FILE, { ...identityOf('server'), subtype: 260, injected }),
      );
    });

    it('is shown the certificate of the proxy where it asks for one', async () => {
      const asking = {
        ...identityOf('server'),
        subtype: 260,
        ca: pemOf('ca'),
        // In TLS 1.3 a server judges the client after its own handshake, and may hang up before it is heard.
        maxVersion: 'TLSv1.2' as const,
        requestCert: true,
        rejectUnauthorized: true,
      };
      await expectPicture({
        ...vencrypt(CA_FILE, asking),
        proxy: { consoleTls: { client: identityOf('other') } },
      });
      await fixture?.close();
      await expectRefusal('tls-refused', vencrypt(CA_FILE, asking));
    });
  });

  it('is not dialled where the operator does not allow its security', async () => {
    await expectRefusal('security-not-allowed', { proxy: { allowedSecurity: ['vencrypt'] } });
    expect(fixture?.bmc.connections).toBe(0);
    expect(fixture?.events.filter(({ type }) => type === 'lost')).toEqual([]);
  });

  it('may take as long for its handshake as it says', async () => {
    await expectPicture({
      connection: { quirks: { handshakeTimeoutMs: 60_000 } },
      proxy: { limits: { negotiationTimeoutMs: 200 } },
      bmc: {
        onConnection: (socket, serve) => {
          setTimeout(() => {
            serve(socket);
          }, 400);
        },
      },
    });
  });
});
