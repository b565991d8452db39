import { eventually } from '@ironbridge/testkit';
import type { Ironbridge } from './ironbridge.js';

const WITHIN_MS = 20_000;

/** Waits until the console of a node is so, and nobody is at work on the node any more. */
export async function expectConsole(
  ironbridge: Ironbridge,
  ident: string,
  state: 'enabled' | 'disabled',
): Promise<void> {
  await eventually(async () => {
    const { console_enabled: isEnabled, last_error: lastError, reservation } = await ironbridge.node(ident);
    if (isEnabled !== (state === 'enabled') || reservation !== null) {
      throw new Error(`The console of ${ident} is not ${state}; last_error: ${lastError ?? 'none'}`);
    }
  }, WITHIN_MS);
}
