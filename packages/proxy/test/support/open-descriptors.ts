import { readdir } from 'node:fs/promises';

/** How many file descriptors this process has open. */
export async function countOpenDescriptors(): Promise<number> {
  return (await readdir('/proc/self/fd')).length;
}
