/**
 * What a `Retry-After` header asks for, in milliseconds; 0 where it is missing or malformed (RFC 9110 section 10.2.3).
 *
 * @param nowMs wall-clock time, for the form that is a date
 */
export function parseRetryAfter(header: string | undefined, nowMs: number = Date.now()): number {
  if (header === undefined) return 0;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - nowMs);
}
