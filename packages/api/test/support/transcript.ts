import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One recorded request with its answer. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly answer: {
    readonly status: number;
    readonly headers: ReadonlyMap<string, string>;
    readonly body: string;
  };
}

const FIXTURES = join(__dirname, '..', 'fixtures');

function parseHead(lines: readonly string[]): { headers: Map<string, string>; body: string } {
  const end = lines.indexOf('');
  const headers = new Map<string, string>();
  for (const line of lines.slice(1, end)) {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    headers.set(name.toLowerCase(), value);
  }
  return {
    headers,
    body: lines
      .slice(end + 1)
      .join('\n')
      .trim(),
  };
}

function parseAnswer(text: string): Exchange['answer'] {
  const lines = text.split('\n');
  return { status: Number(lines[0]?.split(' ')[1]), ...parseHead(lines) };
}

function parseRelayed(text: string): Exchange {
  const [request = '', answer = ''] = text.split(/^----- #\d+ <<<\n/m);
  const lines = request.split('\n').slice(1);
  const [method = '', url = ''] = lines[0]?.split(' ') ?? [];
  const { headers, body } = parseHead(lines);
  return {
    method,
    url,
    headers: Object.fromEntries(headers),
    body: body === '' ? undefined : body,
    answer: parseAnswer(answer),
  };
}

function parseCurl(text: string): Exchange {
  const [command = '', ...lines] = text.split('\n');
  const url = /http:\/\/[^/]+(\/\S*)$/.exec(command)?.[1] ?? '';
  const headers = [...command.matchAll(/ -H ([\w-]+): (.*?)(?= -[HXd] | http:)/g)].map(
    ([, name = '', value = '']): [string, string] => [name.toLowerCase(), value],
  );
  return {
    method: / -X (\w+)/.exec(command)?.[1] ?? 'GET',
    url,
    headers: Object.fromEntries(headers),
    body: / -d (.*) http:/.exec(command)?.[1],
    answer: parseAnswer(lines.join('\n')),
  };
}

/** The exchanges of a fixture, in order. */
export function readTranscript(name: string): readonly Exchange[] {
  const text = readFileSync(join(FIXTURES, name), 'utf8').replaceAll('\r', '');
  if (text.startsWith('$ curl')) {
    return text
      .split(/^\$ curl -si/m)
      .slice(1)
      .map((part) => parseCurl(part));
  }
  return text.split(/^(?====== #)/m).map((part) => parseRelayed(part));
}
