export {
  clientHandshake,
  type ClientHandshakeOptions,
  type ClientHandshakeResult,
} from './client-handshake.js';
export {
  serverHandshake,
  type ServerHandshakeOptions,
  type ServerHandshakeResult,
} from './server-handshake.js';
export { MAX_HANDSHAKE_BUFFER_BYTES, type Handshake, type HandshakeStep, type TlsPeer } from './handshake.js';
export { HandshakeRunner } from './handshake-runner.js';
export { RFB_VERSIONS, type RfbVersion } from './version.js';
export {
  SECURITY_TYPES,
  type RfbClientSecurity,
  type RfbLogin,
  type RfbLoginKind,
  type RfbSecurity,
  type RfbSecurityKind,
  type SecurityType,
  type SecurityTypeName,
} from './security.js';
export { VENCRYPT_SUBTYPES } from './security-vencrypt.js';
export { CHALLENGE_BYTES, encryptChallenge } from './security-vnc.js';
export { MAX_REASON_BYTES } from './reason.js';
export {
  ClientMessageParser,
  type ClientMessageParserOptions,
  type ParsedClientBytes,
} from './client-message-parser.js';
export {
  DEFAULT_CLIENT_MESSAGE_LIMITS,
  MAX_FENCE_PAYLOAD_BYTES,
  type ClientMessageLimits,
} from './client-message-limits.js';
export { type ClientMessageType } from './client-message-types.js';
export { decodeClientMessage, type ClientMessage, type OpaqueMessageType } from './decode-client-message.js';
export {
  encodeClientCutText,
  encodeClientInit,
  encodeFramebufferUpdateRequest,
  encodeKeyEvent,
  encodePointerEvent,
  encodeSetEncodings,
  encodeSetPixelFormat,
  type UpdateRequest,
} from './encode-client-message.js';
export { ENCODINGS } from './encodings.js';
export {
  PIXEL_FORMAT_BYTES,
  RGB555,
  RGB888,
  decodePixelFormat,
  encodePixelFormat,
  type PixelFormat,
} from './pixel-format.js';
export { MAX_NAME_BYTES, encodeServerInit, readServerInit, type ServerInit } from './server-init.js';
export { encodeFramebufferUpdate, type RawRectangle } from './framebuffer-update.js';
export {
  RfbAuthenticationError,
  RfbClosedError,
  RfbConnectionRefusedError,
  RfbLockedOutError,
  RfbPasswordError,
  RfbProtocolError,
  RfbSecurityPolicyError,
  type RfbError,
  type RfbProtocolErrorCode,
} from './errors.js';
