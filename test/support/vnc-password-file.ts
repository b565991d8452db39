import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { runProgram } from './spawned-program.js';
import { temporaryDirectory } from './temporary-directory.js';

export const TIGERVNCPASSWD = '/usr/bin/tigervncpasswd';

/** Where a VNC server reads its password, as `vncpasswd` writes it: not in the clear. */
export interface VncPasswordFile {
  readonly path: string;
  /** A program that writes the password of the JSON on its standard input. */
  readonly apply: readonly [string, ...string[]];
}

/** Makes such a file. */
export async function createVncPasswordFile(
  password = randomBytes(6).toString('base64url'),
): Promise<VncPasswordFile> {
  const path = join(await temporaryDirectory(), 'passwd');
  const args = [join(__dirname, 'set-vnc-password.cjs'), path] as const;
  const stdin = JSON.stringify({ password });
  const { code, stderr } = await runProgram(process.execPath, args, { stdin });
  if (code !== 0) throw new Error(`The password could not be set: ${stderr}`);
  return { path, apply: [process.execPath, ...args] };
}
