import { Secret } from '@ironbridge/common';
import type { SessionClosedReason } from '@ironbridge/proxy';
import { ProxyFixture } from './support/proxy-fixture.js';
import { CA_FILE } from './support/tls-fixture.js';
import { describeWithPrograms } from '../../../test/support/requires-program.js';
import { createRsaCertificate, type RsaCertificate } from '../../../test/support/rsa-certificate.js';
import { startX11vnc, X11VNC_PROGRAMS } from '../../../test/support/x11vnc.js';

jest.setTimeout(60_000);

const PASSWORD = 'x11-test';

/** An iDRAC with SSL is of this kind: TLS from byte 0, and a VNC password inside. */
describeWithPrograms('the proxy before x11vnc with -ssl', X11VNC_PROGRAMS, () => {
  let certificate: RsaCertificate;
  let port: number;
  let fixture: ProxyFixture;

  beforeAll(async () => {
    certificate = await createRsaCertificate('DNS:bmc.invalid,IP:127.0.0.1,IP:2001:db8::1');
    port = (await startX11vnc(certificate, PASSWORD)).port;
  });

  afterEach(() => fixture.close());

  async function open(host: string, verifyCa: string): Promise<void> {
    fixture = await ProxyFixture.open({
      connection: {
        host,
        port,
        transport: { kind: 'tls', verifyCa },
        security: { kind: 'vnc', password: new Secret(PASSWORD) },
      },
    });
  }

  it.each(['bmc.invalid', '127.0.0.1', '2001:0DB8:0::1'])(
    'logs in and shows its screen where its certificate is for %s, as the connection',
    async (host) => {
      await open(host, certificate.certFile);
      const viewer = await fixture.watch();
      const init = await viewer.take(24);
      expect([init.readUInt16BE(0), init.readUInt16BE(2)]).toEqual([800, 600]);
    },
  );

  it.each<[string, string, () => string, SessionClosedReason]>([
    ['another authority is named', 'bmc.invalid', () => CA_FILE, 'certificate-untrusted'],
    ['the connection has another address', '127.0.0.2', () => certificate.certFile, 'certificate-name'],
    ['the connection has another name', 'bmc2.invalid', () => certificate.certFile, 'certificate-name'],
  ])('refuses it where %s, and says so', async (_what, host, authority, reason) => {
    await open(host, authority());
    await fixture.expectRefusal(reason);
  });
});
