export { HubProtocolError } from './errors.js';
export { HubFrameDecoder } from './hub-frame-decoder.js';
export {
  encodeHubFrame,
  MAX_HUB_PAYLOAD_BYTES,
  type HubClientFrame,
  type HubData,
  type HubServerFrame,
} from './hub-frames.js';
export {
  HUB_PROTOCOL_VERSION,
  HubHelloSchema,
  HubRefusalSchema,
  HubStatusSchema,
  HubWelcomeSchema,
  type HubHello,
  type HubRefusal,
  type HubStatus,
  type HubWelcome,
} from './hub-messages.js';
export { LineRing } from './line-ring.js';
export { SerialEscapeFilter, type SerialEscapeOptions } from './serial-escape-filter.js';
