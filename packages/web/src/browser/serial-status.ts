import { isJsonObject, parseJson, stringAt } from './json-object.js';

/** How a serial line stands, as the proxy tells it. */
export interface SerialStatus {
  readonly line: 'up' | 'down';
  readonly reason: string | null;
  /** Whether what this viewer sends reaches the line now. */
  readonly writable: boolean;
  /** Who may type; null where nobody does. */
  readonly writer: string | null;
  readonly readers: number;
}

/** Parses a text message of the proxy; null where it is no status. */
export function parseSerialStatus(text: string): SerialStatus | null {
  const body = parseJson(text);
  if (!isJsonObject(body) || body['type'] !== 'status') return null;
  const { line, writable, readers } = body;
  if ((line !== 'up' && line !== 'down') || typeof writable !== 'boolean' || typeof readers !== 'number') {
    return null;
  }
  return { line, writable, readers, reason: stringAt(body, 'reason'), writer: stringAt(body, 'writer') };
}

/** What a person has to know of a line beside what it says; empty where all is well and they may type. */
export function serialStatusText(
  { line, reason, writable, writer }: SerialStatus,
  isReadOnly: boolean,
): string {
  if (line === 'down') {
    const why = reason === null || reason === '' ? '' : ` (${reason})`;
    return `The line is down${why}. It is being restored; this page goes on by itself.`;
  }
  if (isReadOnly) return 'This link is for watching only.';
  if (writable) return '';
  return writer === null ? 'You are watching.' : `${writer} is typing; you are watching.`;
}
