import { z } from 'zod';
import { askApi } from '../services/ask-api.js';
import { LocalTerminal } from './local-terminal.js';
import { redeemLink } from './redeem-link.js';
import { SerialSession } from './serial-session.js';

const LinkAnswer = z.object({ type: z.string(), url: z.url({ protocol: /^https?$/ }) });

/** By convention, a process that a signal ended. */
const SIGNAL_STATUSES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Opens the console of a node: a serial one in this terminal, of a graphical one the link.
 *
 * @throws ApiUnreachableError, ApiAnswerError, ProxyUnreachableError, ProxyAnswerError, ConsoleClosedError
 */
export async function openConsole(api: string, node: string): Promise<void> {
  const link = LinkAnswer.parse(
    await askApi(api, `/ironbridge/v1/nodes/${encodeURIComponent(node)}/console-link`),
  );
  if (link.type !== 'serial') {
    process.stdout.write(
      `This console is of type ${link.type}: open it in a browser, once, at\n${link.url}\n`,
    );
    return;
  }
  const terminal = new LocalTerminal();
  const session = new SerialSession(await redeemLink(link.url), terminal);
  for (const [signal, status] of Object.entries(SIGNAL_STATUSES)) {
    process.once(signal, () => {
      process.exitCode = status;
      session.leave();
    });
  }
  terminal.open();
  try {
    await session.run();
  } finally {
    terminal.close();
  }
}
