import { createHash } from 'node:crypto';
import type { ConsoleProgram } from './console-program.js';

/** Tells programs apart by all that they get, their secrets included, so it is for encrypted storage only. */
export function digestOfProgram({ file, args, env, secrets = [] }: ConsoleProgram): string {
  const parts = [file, args, env, secrets.map((secret) => Buffer.from(secret.reveal()).toString('hex'))];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
