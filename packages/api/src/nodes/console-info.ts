import { mintConsoleToken, type ConsoleRecord, type NodeRecord } from '@ironbridge/store';
import type { ApiContext } from '../api-context.js';

/** Nobody is told apart yet: the service has no users of its own. */
const USER = 'anonymous';

/** How to open a console, as Ironic's `console_info`. */
export interface ConsoleInfo {
  readonly type: string;
  readonly url: string;
}

/** What is published of a console that is open and wanted; null for one that is not. */
async function findOpen(context: ApiContext, node: NodeRecord): Promise<ConsoleRecord | null> {
  if (!node.consoleEnabled || !node.consoleWanted) return null;
  return context.store.consoles.load(node.uuid);
}

/** A link with a fresh token. Nothing is written: the token is signed, not stored. */
function link(context: ApiContext, node: NodeRecord, record: ConsoleRecord | null): ConsoleInfo | null {
  // Null for a moment while the console is being stopped.
  const type = record?.published?.type;
  if (type === undefined) return null;
  const token = mintConsoleToken(
    {
      nodeUuid: node.uuid,
      generation: node.generation,
      type,
      mode: context.isReadOnly ? 'read-only' : 'read-write',
      user: USER,
      expiresAt: new Date(context.clock.now().getTime() + context.tokenTtlMs),
    },
    context.tokenKey,
  );
  return { type, url: `${type === 'serial' ? context.serialUrl : context.publicUrl}#token=${token}` };
}

/** A fresh link into a console that is open and wanted. */
export async function linkConsole(context: ApiContext, node: NodeRecord): Promise<ConsoleInfo | null> {
  return link(context, node, await findOpen(context, node));
}

/** What Ironic's clients are told: a fresh link, or the raw port where Nova's serial proxy is to have it. */
export async function describeConsole(context: ApiContext, node: NodeRecord): Promise<ConsoleInfo | null> {
  const record = await findOpen(context, node);
  const url = record?.socatUrl ?? null;
  return url === null ? link(context, node, record) : { type: 'socat', url };
}
