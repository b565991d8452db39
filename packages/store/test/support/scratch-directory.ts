import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for one test, and its removal. */
export async function createScratchDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'ironbridge-store-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
