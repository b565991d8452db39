import { join } from 'node:path';
import { openKeyring, verifyConsoleToken } from '@ironbridge/store';
import { tokenOf } from './console-viewer.js';
import type { Ironbridge } from './ironbridge.js';

/** The generation of the console that a link was made for. */
export async function generationOf({ directory }: Ironbridge, link: string): Promise<number> {
  const { tokens } = await openKeyring(join(directory, 'secret.key'));
  const claims = verifyConsoleToken(tokenOf(link), tokens);
  if (claims === undefined) throw new Error('The token of the link is not signed with the key of this host');
  return claims.generation;
}
