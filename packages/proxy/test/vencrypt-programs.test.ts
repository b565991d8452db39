import type { VncConnection } from '@ironbridge/base';
import { Secret } from '@ironbridge/common';
import type { SessionClosedReason } from '@ironbridge/proxy';
import { encodeFramebufferUpdateRequest } from '@ironbridge/rfb';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProxyFixture, type FixtureOptions } from './support/proxy-fixture.js';
import { CA_FILE, fileOf, identityOf, pemOf, type CertificateName } from './support/tls-fixture.js';
import { QEMU, startQemu, type QemuTls } from '../../../test/support/qemu.js';
import { describeWithPrograms } from '../../../test/support/requires-program.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { startXtigervnc, XTIGERVNC_PROGRAMS } from '../../../test/support/xtigervnc.js';

jest.setTimeout(60_000);

const PASSWORD = 'inside-8';
const VNC = { kind: 'vnc', password: new Secret(PASSWORD) } as const;
const NONE = { kind: 'none' } as const;

type VeNCrypt = Extract<VncConnection['security'], { kind: 'vencrypt' }>;

let fixture: ProxyFixture | undefined;

afterEach(async () => {
  await fixture?.close();
});

function vencrypt(
  port: number,
  login: VeNCrypt['login'],
  verifyCa: VeNCrypt['verifyCa'] = CA_FILE,
): NonNullable<FixtureOptions['connection']> {
  return { port, security: { kind: 'vencrypt', verifyCa, login } };
}

/** Asks for the whole screen and waits for the first of it. */
async function expectPicture(options: FixtureOptions): Promise<void> {
  fixture = await ProxyFixture.open(options);
  const viewer = await fixture.watch();
  const init = await viewer.take(24);
  const [width, height] = [init.readUInt16BE(0), init.readUInt16BE(2)];
  await viewer.take(init.readUInt32BE(20));
  viewer.send(encodeFramebufferUpdateRequest({ isIncremental: false, x: 0, y: 0, width, height }));
  // FramebufferUpdate, RFC 6143 section 7.6.1: at least one rectangle, and its pixels.
  const update = await viewer.take(4 + 12 + width);
  expect([update.readUInt8(0), update.readUInt16BE(2) > 0]).toEqual([0, true]);
}

async function expectRefusal(reason: SessionClosedReason, options: FixtureOptions): Promise<void> {
  fixture = await ProxyFixture.open(options);
  await fixture.expectRefusal(reason);
}

describeWithPrograms('the proxy before Xtigervnc', XTIGERVNC_PROGRAMS, () => {
  async function start(securityTypes: string, name: CertificateName = 'server'): Promise<number> {
    const tls = { certFile: fileOf(name), keyFile: fileOf(`${name}-key`) };
    return (await startXtigervnc({ password: PASSWORD, securityTypes, tls })).port;
  }

  it.each([
    ['X509Vnc', VNC],
    ['X509None', NONE],
    ['VncAuth,None,X509Vnc', VNC],
  ] as const)('sees its screen by VeNCrypt where it offers %s', async (securityTypes, login) => {
    await expectPicture({ connection: vencrypt(await start(securityTypes), login) });
  });

  it.each([
    ['VncAuth', VNC],
    ['None', NONE],
    ['VncAuth,None', VNC],
    ['TLSVnc', VNC],
    ['X509None', VNC],
  ] as const)(
    'refuses it where it offers %s and a certificate and a login are demanded',
    async (securityTypes, login) => {
      await expectRefusal('security-refused', { connection: vencrypt(await start(securityTypes), login) });
    },
  );

  it('sees its screen by TLSVnc, without a certificate, where nothing is to be checked', async () => {
    await expectPicture({ connection: vencrypt(await start('TLSVnc'), VNC, false) });
  });

  it.each([
    ['foreign', 'certificate-untrusted'],
    ['other', 'certificate-name'],
    ['expired', 'certificate-expired'],
  ] as const)('refuses its certificate that is %s: %s', async (name, reason) => {
    await expectRefusal(reason, { connection: vencrypt(await start('X509Vnc', name), VNC) });
  });

  it('is told of a wrong password inside TLS', async () => {
    const wrong = { kind: 'vnc', password: new Secret('wrong-08') } as const;
    await expectRefusal('login-refused', { connection: vencrypt(await start('X509Vnc'), wrong) });
  });
});

describeWithPrograms('the proxy before QEMU', [QEMU], () => {
  async function credentials(): Promise<QemuTls> {
    const directory = await temporaryDirectory();
    await copyFile(CA_FILE, join(directory, 'ca-cert.pem'));
    await copyFile(fileOf('server'), join(directory, 'server-cert.pem'));
    await copyFile(fileOf('server-key'), join(directory, 'server-key.pem'));
    return { directory };
  }

  it('sees its screen by X509None', async () => {
    const { vncPort } = await startQemu({ isOpen: true, tls: await credentials() });
    await expectPicture({ connection: vencrypt(vncPort, NONE) });
  });

  it('sees its screen by X509Vnc', async () => {
    const { vncPort } = await startQemu({ password: PASSWORD, tls: await credentials() });
    await expectPicture({ connection: vencrypt(vncPort, VNC) });
  });

  it('is let in by a server that verifies its peers with the certificate of the proxy, and only with it', async () => {
    const tls = { ...(await credentials()), verifiesPeer: true };
    const { vncPort } = await startQemu({ isOpen: true, tls });
    const connection = vencrypt(vncPort, NONE);
    await expectPicture({ connection, proxy: { consoleTls: { client: identityOf('other') } } });
    await fixture?.close();
    await expectRefusal('tls-refused', {
      connection,
      proxy: { consoleTls: { client: identityOf('foreign') } },
    });
    await fixture?.close();
    await expectRefusal('tls-refused', { connection });
  });

  it('sees its screen where the certificate is of the authorities of the operator', async () => {
    const { vncPort } = await startQemu({ isOpen: true, tls: await credentials() });
    await expectPicture({
      connection: vencrypt(vncPort, NONE, true),
      proxy: { consoleTls: { ca: pemOf('ca') } },
    });
  });

  it.each([
    ['none at all', { isOpen: true }, NONE],
    ['VNC authentication in the clear', { password: PASSWORD }, VNC],
  ] as const)('refuses it where VeNCrypt is demanded and it offers %s', async (_what, options, login) => {
    const { vncPort } = await startQemu(options);
    await expectRefusal('security-refused', { connection: vencrypt(vncPort, login) });
  });
});
