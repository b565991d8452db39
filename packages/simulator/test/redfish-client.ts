import type { IdracSimulator } from '@ironbridge/simulator';

export const ATTRIBUTES = '/redfish/v1/Managers/iDRAC.Embedded.1/Oem/Dell/DellAttributes/iDRAC.Embedded.1';

export const LOGIN = { username: 'root', password: 'calvin' } as const;

const BASIC = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`;
const DEADLINE_MS = 10_000;

/** What a test does with an answer, whose shape it asserts. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** One request with the right Basic credentials, unless the headers say otherwise. */
export async function send(
  { url }: Pick<IdracSimulator, 'url'>,
  method: string,
  path: string,
  { body, headers = { authorization: BASIC } }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(DEADLINE_MS),
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  return {
    status: response.status,
    headers: response.headers,
    body: parsed,
  };
}

/** Writes VNC attributes by their short names. */
export function patchVnc(simulator: IdracSimulator, values: Record<string, unknown>): Promise<Answer> {
  const attributes: readonly (readonly [string, unknown])[] = Object.entries(values).map(([name, value]) => [
    `VNCServer.1.${name}`,
    value,
  ]);
  return send(simulator, 'PATCH', ATTRIBUTES, { body: { Attributes: Object.fromEntries(attributes) } });
}
