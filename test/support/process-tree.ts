import { readFile, readdir, readlink } from 'node:fs/promises';

/** What anybody on the machine, or its owner, can read of a process. */
export interface ProcessListing {
  readonly pid: number;
  readonly cmdline: Buffer;
  readonly environ: Buffer;
}

/** Command lines and environments of a process and all its descendants. */
export async function listProcessTree(pid: number): Promise<readonly ProcessListing[]> {
  const [cmdline, environ] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`),
    readFile(`/proc/${pid}/environ`),
  ]);
  const threads = await readdir(`/proc/${pid}/task`);
  const children = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  const pids = children.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  // A child may have ended since it was listed.
  const below = await Promise.all(pids.map((child) => listProcessTree(child).catch(() => [])));
  return [{ pid, cmdline, environ }, ...below.flat()];
}

/** What each open file descriptor of a process leads to. */
export async function openFiles(pid: number): Promise<readonly string[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => undefined)),
  );
  return targets.filter((target) => target !== undefined);
}
