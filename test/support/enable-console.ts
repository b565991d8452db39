import { eventually } from '@ironbridge/testkit';
import type { Ironbridge } from './ironbridge.js';

/** Asks for the console of a node, waits until it is enabled, and gives a link to it. */
export async function enableConsole(ironbridge: Ironbridge, ident: string): Promise<string> {
  const { status, body } = await ironbridge.setConsole(ident, true);
  if (status !== 202) throw new Error(`The API answered ${status}: ${JSON.stringify(body)}`);
  await eventually(async () => {
    const node = await ironbridge.node(ident);
    if (!node.console_enabled) throw new Error(`Not enabled: ${node.last_error ?? 'no error'}`);
  }, 30_000);
  return newLink(ironbridge, ident);
}

/** A link to a console that is enabled; each opens it once. */
export async function newLink(ironbridge: Ironbridge, ident: string): Promise<string> {
  const { console_info: info } = await ironbridge.console(ident);
  if (info === null) throw new Error(`The console of ${ident} is not enabled`);
  return info.url;
}
