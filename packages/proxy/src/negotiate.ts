import { clientHandshake, serverHandshake } from '@ironbridge/rfb';
import type { DialledVnc } from './dial-vnc.js';
import type { ViewerPhase } from './failure-reasons.js';
import { runHandshake } from './run-handshake.js';
import type { ViewerEnd } from './viewer-end.js';

/**
 * The negotiating state. First the BMC, as a client with the console's password; then the viewer, which is offered None
 * and so learns no password. Both ends stop just before ClientInit, which is the viewer's to send and the BMC's to answer.
 *
 * @throws RfbError, or what is wrong with TLS where that is a part of it
 * @see RFC 6143 section 7.1
 */
export async function negotiate(
  { console, security, startTls }: DialledVnc,
  viewer: ViewerEnd,
  onPhase: (phase: ViewerPhase) => void,
): Promise<void> {
  onPhase('console-handshake');
  await runHandshake(console, clientHandshake({ security }), startTls);
  onPhase('viewer-handshake');
  await runHandshake(viewer, serverHandshake({ security: { kind: 'none' } }));
}
