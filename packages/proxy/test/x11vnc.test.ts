import { Secret } from '@ironbridge/common';
import { SESSION_CLOSED_REASONS } from '../src/close-reasons.js';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProxyFixture } from './support/proxy-fixture.js';
import { CA_FILE } from './support/tls-fixture.js';
import { ROOT } from '../../../test/support/ironbridge.js';
import { freePort } from '../../../test/support/free-port.js';
import { listeningOn } from '../../../test/support/listening-on.js';
import { describeWithPrograms } from '../../../test/support/requires-program.js';
import { runProgram, SpawnedProgram } from '../../../test/support/spawned-program.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { TIGERVNCPASSWD } from '../../../test/support/xtigervnc.js';

jest.setTimeout(60_000);

const X11VNC = '/usr/bin/x11vnc';
const OPENSSL = '/usr/bin/openssl';
const XVFB = '/usr/bin/Xvfb';
const PASSWORD = 'x11-test';
const WIDTH = 640;
const HEIGHT = 480;

/** An iDRAC with SSL is of this kind: TLS from byte 0, and a VNC password inside. */
describeWithPrograms('the proxy before x11vnc with -ssl', [X11VNC, XVFB, OPENSSL, TIGERVNCPASSWD], () => {
  const programs: SpawnedProgram[] = [];
  let fixture: ProxyFixture | undefined;

  afterEach(async () => {
    await fixture?.close();
    for (const program of programs.splice(0).reverse()) await program.end();
  });

  function start(command: string, args: readonly string[]): SpawnedProgram {
    const program = new SpawnedProgram(command, args);
    programs.push(program);
    return program;
  }

  async function open(authority?: string): Promise<ProxyFixture> {
    const directory = await temporaryDirectory();
    const passwordFile = join(directory, 'passwd');
    const setPassword = join(ROOT, 'test', 'support', 'set-xtigervnc-password.cjs');
    const stdin = JSON.stringify({ password: PASSWORD });
    expect((await runProgram(process.execPath, [setPassword, passwordFile], { stdin })).code).toBe(0);
    const [keyFile, certFile] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
    // x11vnc takes RSA keys only.
    const { code, stderr } = await runProgram(OPENSSL, [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', certFile],
      ...['-subj', '/CN=bmc.invalid', '-addext', 'subjectAltName=DNS:bmc.invalid', '-days', '2'],
    ]);
    if (code !== 0) throw new Error(stderr);
    const identity = join(directory, 'identity.pem');
    await writeFile(identity, (await readFile(keyFile, 'utf8')) + (await readFile(certFile, 'utf8')), {
      mode: 0o600,
    });

    const screen = `${String(WIDTH)}x${String(HEIGHT)}x24`;
    const xvfb = start(XVFB, ['-displayfd', '1', '-screen', '0', screen, '-nolisten', 'tcp']);
    const [, display = ''] = await xvfb.saying(/^(\d+)$/m);
    const port = await freePort();
    start(X11VNC, [
      ...['-display', `:${display}`, '-rfbport', String(port), '-listen', '127.0.0.1', '-no6', '-noipv6'],
      ...['-rfbauth', passwordFile, '-ssl', identity, '-vencrypt', 'never', '-anontls', 'never'],
      ...['-forever', '-shared'],
    ]);
    await listeningOn(port, 20_000);
    return await ProxyFixture.open({
      connection: {
        port,
        transport: { kind: 'tls', verifyCa: authority ?? certFile },
        security: { kind: 'vnc', password: new Secret(PASSWORD) },
      },
    });
  }

  it('logs in and shows its screen where its certificate is the one that the connection names', async () => {
    fixture = await open();
    const viewer = await fixture.watch();
    const init = await viewer.take(24);
    expect([init.readUInt16BE(0), init.readUInt16BE(2)]).toEqual([WIDTH, HEIGHT]);
  });

  it('refuses it where another authority is named, and says so', async () => {
    fixture = await open(CA_FILE);
    const { session_key: sessionKey } = await fixture.redeem();
    const viewer = await fixture.connect({ sessionKey });
    const { closeCode, phrase } = SESSION_CLOSED_REASONS['certificate-untrusted'];
    expect(await viewer.closed).toEqual({ code: closeCode, reason: phrase });
  });
});
