import { ConfigurationError } from '../../errors.js';

/** The port that `option` was given. */
export function parsePort(option: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new ConfigurationError([`${option} ${text}: must be a port from 0 to 65535`]);
  }
  return port;
}
