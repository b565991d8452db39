import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What the heap holds that somebody still refers to. */
export function heapBytesInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
