import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

function stat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return { parent: fields[1], ticks: fields[11] + fields[12] + fields[13] + fields[14] };
}

/** Calls `read` for what may have ended meanwhile. */
function unlessGone(read, otherwise) {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** The processes `roots` and everything they started. */
function processTree(roots) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => unlessGone(() => [{ pid: Number(name), ...stat(name) }], []));
  const tree = [];
  const queue = [...roots];
  while (queue.length > 0) {
    const pid = queue.pop();
    tree.push(...processes.filter((process) => process.pid === pid));
    queue.push(...processes.filter(({ parent }) => parent === pid).map((process) => process.pid));
  }
  return tree;
}

/** CPU time, user and system, of a process and everything it started, in seconds. */
export function cpuSeconds(root) {
  return processTree([root]).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND;
}

/**
 * Memory of processes and everything they started, in MiB: `rss` counts a page that several share once for each, `pss`
 * once in all (proc(5), smaps_rollup).
 */
export function memory(roots) {
  const total = { rss: 0, pss: 0 };
  for (const { pid } of processTree(roots)) {
    const text = unlessGone(() => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), '');
    total.rss += Number(/^Rss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
    total.pss += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
  }
  return total;
}
