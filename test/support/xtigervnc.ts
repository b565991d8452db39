import { freePort } from './free-port.js';
import { listeningOn } from './listening-on.js';
import { SpawnedProgram } from './spawned-program.js';
import { startTypedTerminal, XTERM } from './typed-terminal.js';
import { createVncPasswordFile, TIGERVNCPASSWD, type VncPasswordFile } from './vnc-password-file.js';

const XTIGERVNC = '/usr/bin/Xtigervnc';

/** What {@link startXtigervnc} needs. */
export const XTIGERVNC_PROGRAMS = [XTIGERVNC, TIGERVNCPASSWD, XTERM];

export interface XtigervncOptions {
  /** Default: a random one */
  readonly password?: string;
  /** What it offers, as its option of that name lists it. Default: `VncAuth` */
  readonly securityTypes?: string;
  /** For the X509 types. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
}

/** An X server that is seen over VNC, with a terminal on all of its screen. */
export interface XtigervncServer {
  readonly program: SpawnedProgram;
  readonly port: number;
  readonly passwordFile: VncPasswordFile;
  /** Gets what is typed into the terminal, line by line. */
  readonly typedFile: string;
}

/** Starts Xtigervnc, which reads its password anew for every viewer, and xterm on it. */
export async function startXtigervnc(options: XtigervncOptions = {}): Promise<XtigervncServer> {
  const { securityTypes = 'VncAuth', tls } = options;
  const passwordFile = await createVncPasswordFile(options.password);
  const port = await freePort();
  const program = new SpawnedProgram(XTIGERVNC, [
    ...['-displayfd', '1', '-SecurityTypes', securityTypes, '-PasswordFile', passwordFile.path],
    ...(tls === undefined ? [] : ['-X509Cert', tls.certFile, '-X509Key', tls.keyFile]),
    ...['-rfbport', String(port), '-localhost=1', '-AlwaysShared=1', '-desktop', 'xterm of the test'],
    ...['-geometry', '800x600', '-depth', '24'],
  ]);
  const [, display = ''] = await program.saying(/^(\d+)$/m);
  await listeningOn(port);
  return { program, port, passwordFile, typedFile: await startTypedTerminal(display) };
}
