/** What a message of the viewer holds; undefined where it is none that its subprotocol has. */
export type ViewerMessage =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'control'; readonly text: string }
  | undefined;

/** How a subprotocol puts a byte stream into WebSocket messages, whose borders mean nothing. */
export interface ViewerFraming {
  readonly isBinary: boolean;
  encode(bytes: Uint8Array): Uint8Array | string;
  decode(data: Buffer, isBinary: boolean): ViewerMessage;
  /** Whether text messages carry control. */
  readonly hasControl: boolean;
}

const BINARY: ViewerFraming = {
  isBinary: true,
  hasControl: false,
  encode: (bytes) => bytes,
  decode: (bytes, isBinary) => (isBinary ? { kind: 'bytes', bytes } : undefined),
};

const BASE64_TEXT = /^(?:[+/0-9A-Za-z]{4})*(?:[+/0-9A-Za-z]{2}==|[+/0-9A-Za-z]{3}=)?$/;

/** For clients that cannot send binary messages, as nova-serialproxy and old websockify take them. */
const BASE64: ViewerFraming = {
  isBinary: false,
  hasControl: false,
  encode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  decode: (data, isBinary) => {
    const text = data.toString('latin1');
    if (isBinary || !BASE64_TEXT.test(text)) return undefined;
    return { kind: 'bytes', bytes: Buffer.from(text, 'base64') };
  },
};

/** Our own: bytes in binary messages, JSON in text messages. */
const SERIAL: ViewerFraming = {
  ...BINARY,
  hasControl: true,
  decode: (data, isBinary) =>
    isBinary ? { kind: 'bytes', bytes: data } : { kind: 'control', text: data.toString() },
};

/** The subprotocols that are spoken, best first. */
const FRAMINGS: ReadonlyMap<string, ViewerFraming> = new Map([
  ['ironbridge.serial', SERIAL],
  ['binary', BINARY],
  ['base64', BASE64],
]);

/** The best of the offered subprotocols that are spoken here; undefined where there is none. */
export function chooseSubprotocol(offers: Iterable<string>): string | undefined {
  const offered = new Set(offers);
  return [...FRAMINGS.keys()].find((name) => offered.has(name));
}

/** The framing of the subprotocol that was agreed on; a client that offered none sends binary messages. */
export function framingOf(subprotocol: string): ViewerFraming {
  return FRAMINGS.get(subprotocol) ?? BINARY;
}
