import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSelfSignedCertificate } from '@ironbridge/simulator';
import { CHROMIUM, openChromium } from '../support/chromium.js';
import { enableConsole } from '../support/enable-console.js';
import { startIronbridge } from '../support/ironbridge.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { startBmc } from '../support/simulated-bmc.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { ViewerPage } from '../support/viewer-page.js';

jest.setTimeout(60_000);

describeWithPrograms('the door of the proxy with enable_ssl', [CHROMIUM], () => {
  it('serves page and console over TLS, and its links say so', async () => {
    const directory = await temporaryDirectory();
    const { cert, key } = await createSelfSignedCertificate();
    const [certFile, keyFile] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
    await writeFile(certFile, cert);
    await writeFile(keyFile, key, { mode: 0o600 });
    const bmc = await startBmc();
    const ironbridge = await startIronbridge({
      config: { vnc: { enable_ssl: 'true', cert_file: certFile, key_file: keyFile } },
    });
    await ironbridge.enrol('r1', bmc.driverInfo);
    const link = await enableConsole(ironbridge, 'r1');
    expect(link).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/#token=/);

    const context = await (await openChromium()).newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await page.goto(link);
    const viewer = new ViewerPage(page);
    await viewer.reaching('connected');
    await viewer.moving();
    expect(sockets).toEqual([expect.stringMatching(/^wss:\/\/127\.0\.0\.1:\d+\/websockify$/)]);
    await context.close();
    expect(await ironbridge.program.end()).toBe(0);
  });
});
