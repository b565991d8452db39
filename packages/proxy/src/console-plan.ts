import type { VncConnection, VncSecurity } from '@ironbridge/base';
import type { ClientMessageParserOptions, RfbClientSecurity } from '@ironbridge/rfb';
import type { AccessMode } from '@ironbridge/store';

/** What is demanded of a console's RFB handshake, TLS being somebody else's to check. */
export function rfbSecurityOf(security: VncSecurity): RfbClientSecurity {
  switch (security.kind) {
    case 'none':
      return { kind: 'none' };
    case 'vnc':
      return { kind: 'vnc', password: security.password };
    case 'vencrypt':
      return { kind: 'vencrypt', isPeerVerified: security.verifyCa !== false, login: security.login };
  }
}

/** What a viewer may send to a console. */
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
