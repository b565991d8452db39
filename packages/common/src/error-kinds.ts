/** What a failure means to whoever has to act on it. */
export interface ErrorKindFacts {
  /** Status of an HTTP answer. */
  readonly httpStatus: number;
  /** WebSocket close code, of the private range of RFC 6455 section 7.4.2. */
  readonly closeCode: number;
  /** True where the same call may succeed later without anybody changing anything. */
  readonly transient: boolean;
}

/**
 * The closed set of error kinds, and the one table from which retries, HTTP statuses and close codes are derived.
 *
 * - `invalid-input`: what the caller gave is wrong, and a change of it helps
 * - `unauthenticated`, `forbidden`: who the caller is, or what they may do
 * - `not-found`, `conflict`: the thing named does not exist, or is in a state that forbids this
 * - `unsupported`: this node or interface cannot do it at all (400, as Ironic answers it)
 * - `refused`: the BMC said no, to credentials, for a licence or by policy; asking again makes it worse
 * - `unavailable`, `timeout`: the other side is away, busy or slow
 * - `protocol`: the other side broke its protocol
 * - `cancelled`: somebody no longer wants it
 * - `internal`: a defect of this program
 */
export const ERROR_KINDS = {
  'invalid-input': { httpStatus: 400, closeCode: 4400, transient: false },
  unauthenticated: { httpStatus: 401, closeCode: 4401, transient: false },
  forbidden: { httpStatus: 403, closeCode: 4403, transient: false },
  'not-found': { httpStatus: 404, closeCode: 4404, transient: false },
  conflict: { httpStatus: 409, closeCode: 4409, transient: false },
  unsupported: { httpStatus: 400, closeCode: 4415, transient: false },
  refused: { httpStatus: 502, closeCode: 4410, transient: false },
  unavailable: { httpStatus: 503, closeCode: 4503, transient: true },
  timeout: { httpStatus: 504, closeCode: 4504, transient: true },
  protocol: { httpStatus: 502, closeCode: 4502, transient: false },
  cancelled: { httpStatus: 503, closeCode: 4499, transient: false },
  internal: { httpStatus: 500, closeCode: 4500, transient: false },
} as const satisfies Record<string, ErrorKindFacts>;

export type ErrorKind = keyof typeof ERROR_KINDS;
