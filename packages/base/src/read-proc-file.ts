import { open } from 'node:fs/promises';

/**
 * Reads the beginning of a file of /proc into `memory`. Its length is not known before it is read, for which `fs.readFile` takes
 * 64 KiB anew at each call.
 *
 * @returns the part of `memory` that was filled; none where the process is gone, or another user's
 */
export async function readProcFile(path: string, memory: Buffer): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead } = await file.read(memory, 0, memory.length, 0);
      return memory.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return memory.subarray(0, 0);
  }
}
