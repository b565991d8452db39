import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of a node's history. */
export interface HistorySegment {
  readonly path: string;
  readonly bytes: number;
  /** When it was begun. */
  readonly begunMs: number;
  /** When it was written last. */
  readonly writtenMs: number;
}

const SEGMENT = /^(\d{13})\.log$/;

/** The segments of a node, oldest first; none where there is no folder. */
export async function listSegments(folder: string): Promise<readonly HistorySegment[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const segments: HistorySegment[] = [];
  for (const name of names.filter((each) => SEGMENT.test(each)).sort()) {
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts === undefined) continue;
    const begunMs = Number(SEGMENT.exec(name)?.[1]);
    segments.push({ path, bytes: facts.size, begunMs, writtenMs: facts.mtimeMs });
  }
  return segments;
}

/** A segment that is still to be written. */
export async function newSegment(folder: string, now: Date): Promise<HistorySegment> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const begunMs = now.getTime();
  const path = join(folder, `${String(begunMs).padStart(13, '0')}.log`);
  return { path, bytes: 0, begunMs, writtenMs: begunMs };
}

/** The end of a segment. */
export async function readTail(segment: HistorySegment, limitBytes: number): Promise<Buffer> {
  const file = await open(segment.path, 'r');
  try {
    const length = Math.min(limitBytes, segment.bytes);
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(length),
      position: segment.bytes - length,
    });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Removes the oldest segments, so that those that stay are not older than `maxAgeMs` and have `maxBytes` together. */
export async function pruneSegments(
  segments: readonly HistorySegment[],
  { maxBytes, maxAgeMs }: { readonly maxBytes: number; readonly maxAgeMs: number },
  now: Date,
): Promise<void> {
  let bytes = 0;
  for (const segment of segments.toReversed()) {
    bytes += segment.bytes;
    if (bytes > maxBytes || now.getTime() - segment.writtenMs > maxAgeMs)
      await rm(segment.path, { force: true });
  }
}
