/** What went wrong, as a person is told it: plain text, never HTML. */
export interface Problem {
  readonly message: string;
  /** What support finds the cause by. */
  readonly requestId: string | null;
  /** True where the same call may succeed later without anybody changing anything. */
  readonly isTransient: boolean;
}

export type Result<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

export function succeeded<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

export function failed(
  message: string,
  { requestId = null, isTransient = false }: Partial<Omit<Problem, 'message'>> = {},
): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { message, requestId, isTransient } };
}

/** A problem as one sentence, for places without room for two lines. */
export function problemText({ message, requestId }: Problem): string {
  return requestId === null ? message : `${message} (request ${requestId})`;
}
