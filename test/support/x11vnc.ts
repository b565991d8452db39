import { freePort } from './free-port.js';
import { listeningOn } from './listening-on.js';
import { OPENSSL, type RsaCertificate } from './rsa-certificate.js';
import { SpawnedProgram } from './spawned-program.js';
import { startTypedTerminal, XTERM } from './typed-terminal.js';
import { createVncPasswordFile, TIGERVNCPASSWD, type VncPasswordFile } from './vnc-password-file.js';

const X11VNC = '/usr/bin/x11vnc';
const XVFB = '/usr/bin/Xvfb';

/** What {@link startX11vnc} needs. */
export const X11VNC_PROGRAMS = [X11VNC, XVFB, XTERM, OPENSSL, TIGERVNCPASSWD];

const START_TIMEOUT_MS = 20_000;

/** A screen of 800x600, with a terminal on all of it, that is seen as an iDRAC with SSL shows its own. */
export interface X11vncServer {
  readonly port: number;
  readonly apply: VncPasswordFile['apply'];
  /** Gets what is typed into the terminal, line by line. */
  readonly typedFile: string;
}

/** Starts x11vnc, which speaks TLS from byte 0 and asks for a password inside, and reads that anew for every viewer. */
export async function startX11vnc(
  { identityFile }: RsaCertificate,
  password?: string,
): Promise<X11vncServer> {
  const { path, apply } = await createVncPasswordFile(password);
  const screen = ['-screen', '0', '800x600x24', '-nolisten', 'tcp'];
  const xvfb = new SpawnedProgram(XVFB, ['-displayfd', '1', ...screen]);
  const [, display = ''] = await xvfb.saying(/^(\d+)$/m);
  const typedFile = await startTypedTerminal(display);
  const port = await freePort();
  new SpawnedProgram(X11VNC, [
    ...['-display', `:${display}`, '-rfbport', String(port), '-listen', '127.0.0.1', '-no6', '-noipv6'],
    ...['-rfbauth', path, '-ssl', identityFile, '-vencrypt', 'never', '-anontls', 'never'],
    ...['-forever', '-shared'],
  ]);
  await listeningOn(port, START_TIMEOUT_MS);
  return { port, apply, typedFile };
}
