import { readFileSync } from 'node:fs';
import { VNC_ATTRIBUTES } from '@ironbridge/simulator';

/** The VNC password that a simulated iDRAC wrote into its state file, which no client can read from a BMC. */
export function readVncPassword(stateFile: string): string | null {
  const state = JSON.parse(readFileSync(stateFile, 'utf8')) as Record<string, Record<string, unknown>>;
  const password = state['iDRAC.Embedded.1']?.[VNC_ATTRIBUTES.password];
  return typeof password === 'string' ? password : null;
}
