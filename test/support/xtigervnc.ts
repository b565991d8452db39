import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { listeningOn } from './listening-on.js';
import { runProgram, SpawnedProgram } from './spawned-program.js';
import { temporaryDirectory } from './temporary-directory.js';

export const XTIGERVNC = '/usr/bin/Xtigervnc';
export const TIGERVNCPASSWD = '/usr/bin/tigervncpasswd';
export const XTERM = '/usr/bin/xterm';

/** An X server that is seen over VNC, with a terminal on all of its screen. */
export interface XtigervncServer {
  readonly program: SpawnedProgram;
  readonly port: number;
  /** Where it reads its password, not in the clear. */
  readonly passwordFile: string;
  /** A program that gives it the password of the JSON on its standard input. */
  readonly apply: readonly [string, ...string[]];
  /** Gets what is typed into the terminal, line by line. */
  readonly typedFile: string;
}

/** Starts Xtigervnc, which reads its password anew for every viewer, and xterm on it. */
export async function startXtigervnc(): Promise<XtigervncServer> {
  const directory = await temporaryDirectory();
  const passwordFile = join(directory, 'passwd');
  const typedFile = join(directory, 'typed');
  const apply = [process.execPath, join(__dirname, 'set-xtigervnc-password.cjs'), passwordFile] as const;
  const [node, ...args] = apply;
  const first = JSON.stringify({ password: randomBytes(6).toString('base64url') });
  const { code, stderr } = await runProgram(node, args, { stdin: first });
  if (code !== 0) throw new Error(`The password could not be set: ${stderr}`);

  const port = await freePort();
  const program = new SpawnedProgram(XTIGERVNC, [
    ...['-displayfd', '1', '-SecurityTypes', 'VncAuth', '-PasswordFile', passwordFile],
    ...['-rfbport', String(port), '-localhost=1', '-AlwaysShared=1', '-desktop', 'xterm of the test'],
    ...['-geometry', '800x600', '-depth', '24'],
  ]);
  const [, display = ''] = await program.saying(/^(\d+)$/m);
  await listeningOn(port);
  // There is no window manager: the terminal has the keyboard while the pointer is over it.
  new SpawnedProgram(
    XTERM,
    ['-geometry', '132x45+0+0', '-bg', 'black', '-fg', 'white', '-e', 'tee', typedFile],
    { env: { ...process.env, DISPLAY: `:${display}` } },
  );
  return { program, port, passwordFile, apply: [...apply], typedFile };
}
