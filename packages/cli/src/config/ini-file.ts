import { ConfigurationError } from '../errors.js';

/** One option as it stands in a file. */
export interface IniOption {
  readonly section: string;
  readonly name: string;
  readonly value: string;
  /** File and line, for messages. */
  readonly where: string;
}

/**
 * Reads the INI dialect of oslo.config: `name = value` or `name: value`, comments on lines of their own only (so that values
 * may hold `#` and `;`), and lines that begin with white space continue the value before them.
 *
 * @throws ConfigurationError naming file and line
 */
export function parseIniFile(text: string, file: string): readonly IniOption[] {
  const options: IniOption[] = [];
  let section = 'DEFAULT';
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const where = `${file}:${String(index + 1)}`;
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = /^\[([^\]]+)\]\s*$/.exec(line);
    if (header?.[1] !== undefined) {
      section = header[1].trim();
      continue;
    }
    const last = options.at(-1);
    if (/^\s/.test(line) && last?.section === section) {
      options[options.length - 1] = { ...last, value: `${last.value}\n${line.trim()}`.trim() };
      continue;
    }
    const [, name, value] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new ConfigurationError([`${where}: neither a [section] nor 'option = value'`]);
    }
    options.push({ section, name, value, where });
  }
  return options;
}
