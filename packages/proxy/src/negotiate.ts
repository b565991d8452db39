import { clientHandshake, serverHandshake } from '@ironbridge/rfb';
import type { ConsoleEnd } from './console-end.js';
import type { ConsolePlan } from './console-plan.js';
import type { ViewerPhase } from './failure-reasons.js';
import { runHandshake } from './run-handshake.js';
import type { ViewerEnd } from './viewer-end.js';

/**
 * The negotiating state. First the BMC, as a client with the console's password; then the viewer, which is offered None
 * and so learns no password. Both ends stop just before ClientInit, which is the viewer's to send and the BMC's to answer.
 *
 * @throws RfbError
 * @see RFC 6143 section 7.1
 */
export async function negotiate(
  console: ConsoleEnd,
  viewer: ViewerEnd,
  security: ConsolePlan['security'],
  onPhase: (phase: ViewerPhase) => void,
): Promise<void> {
  onPhase('console-handshake');
  await runHandshake(console, clientHandshake({ security }));
  onPhase('viewer-handshake');
  await runHandshake(viewer, serverHandshake({ security: { kind: 'none' } }));
}
