import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './ironbridge.js';

export const GUIDE = 'docs/guides/write-a-driver.md';

/** The code of the driver guide by the name of the file that the line above it tells; what has none is under ''. */
export async function guideBlocks(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(ROOT, GUIDE), 'utf8');
  const blocks = text.matchAll(/(?:^`([^`]+)`:\n\n)?^```\w*\n(.*?)^```$/gms);
  return new Map([...blocks].map(([, file = '', code = '']) => [file, code]));
}
