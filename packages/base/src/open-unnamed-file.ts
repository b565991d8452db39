import type { Secret } from '@ironbridge/common';
import { randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A file that holds `secret` and has no name: it loses its name before it gets its content, so that at no moment can anybody
 * find it, and it is gone with the last process that has it open.
 */
export async function openUnnamedFile(secret: Secret<string | Uint8Array>): Promise<FileHandle> {
  const path = join(tmpdir(), `ironbridge-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    await file.writeFile(secret.reveal());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
