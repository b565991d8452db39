import type { VncConnection } from '@ironbridge/base';
import type { ClientMessageParserOptions } from '@ironbridge/rfb';
import type { AccessMode } from '@ironbridge/store';

/** What a viewer may send to a VNC console. */
export function viewerMessagesOf(
  { transport, quirks }: VncConnection,
  mode: AccessMode,
): ClientMessageParserOptions {
  const { encodings, unknownMessages, maxBitsPerPixel, maxClientMessageBytes } = quirks;
  return {
    readOnly: mode === 'read-only',
    forceShared: true,
    ...(unknownMessages !== undefined && { unknownMessages }),
    ...(maxBitsPerPixel !== undefined && { maxBitsPerPixel }),
    ...(encodings !== undefined && {
      encodings: (list) => list.filter((encoding) => encodings.includes(encoding)),
    }),
    // Inside a WebSocket it is the WebSocket's messages that are short, and the console's end cuts them.
    ...(maxClientMessageBytes !== undefined &&
      transport.kind !== 'websocket' && { limits: { maxMessageBytes: maxClientMessageBytes } }),
  };
}
