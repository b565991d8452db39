export {
  WsmanClient,
  type EnumerateOptions,
  type WsmanClientOptions,
  type WsmanInvocation,
} from './wsman-client.js';
export type { WsmanParameters } from './build-envelope.js';
export { parseXml } from './parse-xml.js';
export { XmlElement } from './xml-element.js';
export { WsmanFaultError, WsmanMissingError, WsmanProtocolError, WsmanRequestError } from './errors.js';
