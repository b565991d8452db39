import type { VncConnection } from '@ironbridge/base';
import type { ClientMessageParserOptions } from '@ironbridge/rfb';
import type { AccessMode } from '@ironbridge/store';

/**
 * What a viewer may send to a VNC console. Behind a message whose end is unknown nothing could be checked any more, so there is
 * none where the console does not bear everything.
 */
export function viewerMessagesOf(
  { transport, quirks }: VncConnection,
  mode: AccessMode,
): ClientMessageParserOptions {
  const { encodings, unknownMessages, maxBitsPerPixel } = quirks;
  // Inside a WebSocket it is the WebSocket's messages that are short, and the console's end cuts them.
  const maxMessageBytes = transport.kind === 'websocket' ? undefined : quirks.maxClientMessageBytes;
  const bearsAll = [encodings, unknownMessages, maxBitsPerPixel, maxMessageBytes].every(
    (quirk) => quirk === undefined,
  );
  return {
    readOnly: mode === 'read-only',
    forceShared: true,
    unknownMessages: bearsAll ? 'raw' : 'close',
    ...(maxBitsPerPixel !== undefined && { maxBitsPerPixel }),
    ...(encodings !== undefined && {
      encodings: (list) => list.filter((encoding) => encodings.includes(encoding)),
    }),
    ...(maxMessageBytes !== undefined && { limits: { maxMessageBytes } }),
  };
}
