/** Limits on what a viewer may send; anything above one closes the connection. */
export interface ClientMessageLimits {
  /** Longest text of one ClientCutText, in either form; compressed text is counted as it comes, and never inflated. */
  readonly maxCutTextBytes: number;
  /** Most entries of one SetEncodings. */
  readonly maxEncodings: number;
  /** Longest message of any type, and so the most bytes that a parser ever holds back. */
  readonly maxMessageBytes: number;
}

/** 256 KiB of cut text, 1024 encodings, and room for one such text with its head. */
export const DEFAULT_CLIENT_MESSAGE_LIMITS: ClientMessageLimits = {
  maxCutTextBytes: 256 * 1024,
  maxEncodings: 1024,
  maxMessageBytes: 256 * 1024 + 8,
};

/** Longest payload of a fence. It is the protocol's own limit, so no option. */
export const MAX_FENCE_PAYLOAD_BYTES = 64;
