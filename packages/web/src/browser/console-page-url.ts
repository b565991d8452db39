import { isJsonObject, stringAt } from './json-object.js';
import { failed, succeeded, type Result } from './problem.js';

/**
 * The page to open, of the answer of `GET /ironbridge/v1/nodes/N/console-link`. Only `http:` and `https:` are opened: a
 * `javascript:` URL would run.
 */
export function consolePageUrl(answer: unknown): Result<string> {
  const text = isJsonObject(answer) ? stringAt(answer, 'url') : null;
  if (text === null) return failed('The console is not enabled any more.');
  const url = URL.parse(text);
  if (url === null) return failed('The API gave a console address that is not a URL.');
  if (url.protocol === 'http:' || url.protocol === 'https:') return succeeded(url.href);
  return failed(`This console is not a web page: its address starts with ${url.protocol}`);
}
