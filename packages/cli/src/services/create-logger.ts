import type { Logger } from '@ironbridge/common';
import { destination, pino } from 'pino';

/** JSON lines on standard error; standard output is for people. */
export function createLogger(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ fd: 2, sync: true }),
  );
}
