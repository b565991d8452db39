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

/** CPU time, user and system, of a process and everything it started, in seconds. */
export function cpuSeconds(root) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [{ pid: Number(name), ...stat(name) }];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
  let ticks = 0;
  const queue = [root];
  while (queue.length > 0) {
    const pid = queue.pop();
    ticks += processes.find((process) => process.pid === pid)?.ticks ?? 0;
    queue.push(...processes.filter(({ parent }) => parent === pid).map((process) => process.pid));
  }
  return ticks / TICKS_PER_SECOND;
}
