import { isJsonObject, parseJson, stringAt } from './json-object.js';

/**
 * The text of an error answer of the Ironic API. Its body is `{"error_message": …}`, whose value is an object or, in
 * older versions and by default, a JSON document inside a JSON string; `faultstring` of it is for a person.
 */
export function parseApiError(httpStatus: number, text: string): string {
  const body = parseJson(text);
  const fallback = `The API answered with HTTP status ${String(httpStatus)}.`;
  if (!isJsonObject(body)) return fallback;
  const message = body['error_message'];
  const fault = typeof message === 'string' ? (parseJson(message) ?? message) : message;
  if (typeof fault === 'string' && fault !== '') return fault;
  return isJsonObject(fault) ? (stringAt(fault, 'faultstring') ?? fallback) : fallback;
}
