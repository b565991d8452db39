import { z } from 'zod';
import { ApiAnswerError, ApiUnreachableError } from '../errors.js';

const TIMEOUT_MS = 30_000;

const ErrorAnswer = z.object({ error_message: z.string() });
const Fault = z.object({ faultstring: z.string() });

/** The sentence in an Ironic error: JSON inside JSON. */
function faultOf(body: unknown, status: number): string {
  const outer = ErrorAnswer.safeParse(body);
  if (!outer.success) return `the API answered ${String(status)}`;
  try {
    return Fault.parse(JSON.parse(outer.data.error_message)).faultstring;
  } catch {
    return outer.data.error_message;
  }
}

/**
 * Asks the API: PUT where there is something to say, else GET.
 *
 * @throws ApiUnreachableError, ApiAnswerError
 */
export async function askApi(api: string, path: string, body?: object): Promise<unknown> {
  const url = new URL(path, api);
  const answer = await fetch(url, {
    headers: { 'X-OpenStack-Ironic-API-Version': '1.82', 'Content-Type': 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body === undefined ? {} : { method: 'PUT', body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new ApiUnreachableError(`The API at ${url.origin} does not answer; is --api right?`, { cause });
  });
  const text = await answer.text();
  const answered: unknown = text === '' ? null : JSON.parse(text);
  if (!answer.ok) throw new ApiAnswerError(faultOf(answered, answer.status));
  return answered;
}
