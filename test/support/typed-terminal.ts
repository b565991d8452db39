import { join } from 'node:path';
import { SpawnedProgram } from './spawned-program.js';
import { temporaryDirectory } from './temporary-directory.js';

export const XTERM = '/usr/bin/xterm';

/** Puts a terminal on all of an X display of 800x600. Gives the file that gets what is typed into it, line by line. */
export async function startTypedTerminal(display: string): Promise<string> {
  const typedFile = join(await temporaryDirectory(), 'typed');
  // There is no window manager: the terminal has the keyboard while the pointer is over it.
  new SpawnedProgram(
    XTERM,
    ['-geometry', '132x45+0+0', '-bg', 'black', '-fg', 'white', '-e', 'tee', typedFile],
    { env: { ...process.env, DISPLAY: `:${display}` } },
  );
  return typedFile;
}
