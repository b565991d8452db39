import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SESSION_CLOSED_REASONS } from '@ironbridge/proxy';
import { createSelfSignedCertificate } from '@ironbridge/simulator';
import { eventually } from '@ironbridge/testkit';
import { CHROMIUM } from '../support/chromium.js';
import { enableConsole } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { createRsaCertificate, type RsaCertificate } from '../support/rsa-certificate.js';
import { startBmc } from '../support/simulated-bmc.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { openViewer } from '../support/viewer-page.js';
import { startX11vnc, X11VNC_PROGRAMS, type X11vncServer } from '../support/x11vnc.js';

jest.setTimeout(90_000);

describeWithPrograms(
  'the console of a server behind an iDRAC whose VNC port speaks TLS, with x11vnc -ssl',
  [...X11VNC_PROGRAMS, CHROMIUM],
  () => {
    let certificate: RsaCertificate;
    let server: X11vncServer;
    let ironbridge: Ironbridge;

    beforeAll(async () => {
      certificate = await createRsaCertificate('IP:127.0.0.1');
      server = await startX11vnc(certificate);
      ironbridge = await startIronbridge();
    });

    it('shows its screen in the browser, and takes what is typed, where its authority is given', async () => {
      const { port, apply, typedFile } = server;
      const bmc = await startBmc({
        tls: certificate,
        vnc: { kind: 'external', port, apply },
        vncSsl: { mode: 'external' },
      });
      await ironbridge.enrol('x', {
        ...bmc.driverInfo,
        redfish_verify_ca: certificate.certFile,
        drac_vnc_ssl_bitlength: 'auto',
      });
      const viewer = await openViewer(await enableConsole(ironbridge, 'x'));
      await viewer.reaching('connected');
      await viewer.showing(
        ({ width, height, colours }) => width === 800 && height === 600 && colours.length > 1,
      );
      await viewer.page.locator('canvas').click();
      const { digest } = await viewer.picture();
      await viewer.page.keyboard.type('Hello inside TLS\n');
      await eventually(async () => {
        expect(await readFile(typedFile, 'utf8')).toBe('Hello inside TLS\n');
      });
      await viewer.showing((picture) => picture.digest !== digest);
      expect(bmc.simulator.attributes['VNCServer.1.SSLEncryptionBitLength']).toBe('Auto Negotiate');
      await viewer.saveScreenshot('x11vnc-ssl');
      expect(viewer.misdeeds).toEqual({ violations: [], accidents: [] });
      await viewer.close();
    });

    it('is refused with a foreign certificate: the page tells why, the log whose it is', async () => {
      const authority = await createSelfSignedCertificate();
      const authorityFile = join(await temporaryDirectory(), 'ca.pem');
      await writeFile(authorityFile, authority.cert);
      const { driverInfo } = await startBmc({
        tls: authority,
        vnc: { kind: 'external', port: server.port },
        vncSsl: { mode: 'external' },
      });
      await ironbridge.enrol('foreign', {
        ...driverInfo,
        redfish_verify_ca: authorityFile,
        drac_vnc_ssl_bitlength: 'auto',
      });
      const viewer = await openViewer(await enableConsole(ironbridge, 'foreign'));
      await viewer.reaching('ended');
      expect(await viewer.reason()).toContain(SESSION_CLOSED_REASONS['certificate-untrusted'].phrase);
      await viewer.saveScreenshot('x11vnc-ssl-foreign');
      const { fingerprint256 } = new X509Certificate(certificate.cert);
      expect(ironbridge.program.stderr).toContain(`"fingerprint":"${fingerprint256}"`);
      expect(ironbridge.program.stderr).toContain('"subject":"CN=Ironbridge test BMC"');
      await viewer.close();
    });
  },
);
