import { lstat, mkdir, writeFile, rename } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { RuntimeDirectoryError } from './errors.js';

/** unix(7): 108 bytes of sun_path with the NUL at its end. */
const MAX_SOCKET_PATH_BYTES = 107;

/** `/` + uuid + `.sock` */
const SOCKET_NAME_BYTES = 1 + 36 + 5;

/** Name of the wrapper in the runtime directory. */
export const WRAPPER = 'console-program';

/**
 * Becomes the program of one console. Its arguments are lines of a file, read and never evaluated, so that no value needs to be
 * quoted for socat or for a shell.
 */
const WRAPPER_SCRIPT = `#!/bin/sh
file=./$1.args
set --
while IFS= read -r argument; do
  set -- "$@" "$argument"
done <"$file"
exec "$@"
`;

/**
 * Makes the directory where sockets, wrapper and arguments are, or checks the one that is there: somebody else's could be a
 * trap.
 *
 * @throws RuntimeDirectoryError
 */
export async function prepareRuntimeDirectory(directory: string): Promise<void> {
  if (
    Buffer.byteLength(directory) + SOCKET_NAME_BYTES > MAX_SOCKET_PATH_BYTES ||
    !directory.startsWith('/')
  ) {
    const longest = MAX_SOCKET_PATH_BYTES - SOCKET_NAME_BYTES;
    throw new RuntimeDirectoryError(directory, `is not an absolute path of at most ${String(longest)} bytes`);
  }
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const { uid, mode, ...stats } = await lstat(directory).then((found) => ({
      uid: found.uid,
      mode: found.mode,
      isDirectory: found.isDirectory(),
    }));
    if (!stats.isDirectory) throw new RuntimeDirectoryError(directory, 'is not a directory');
    if (uid !== process.getuid?.()) throw new RuntimeDirectoryError(directory, 'belongs to another user');
    if ((mode & 0o077) !== 0)
      throw new RuntimeDirectoryError(directory, 'is open to other users (its mode is not 0700)');
    // Written whole or not at all: another console may run it at this moment.
    const fresh = join(directory, `.${WRAPPER}-${randomUUID()}`);
    await writeFile(fresh, WRAPPER_SCRIPT, { mode: 0o700 });
    await rename(fresh, join(directory, WRAPPER));
  } catch (cause) {
    if (cause instanceof RuntimeDirectoryError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RuntimeDirectoryError(directory, `cannot be used (${reason})`, { cause });
  }
}
