import type { Logger } from '@ironbridge/common';
import { destination, pino } from 'pino';
import { serializeError } from './serialize-error.js';

/** JSON lines on standard error; standard output is for people. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => serializeError(error) },
    },
    destination({ fd: 2, sync: true }),
  );
}
