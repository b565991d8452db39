const LF = 0x0a;
const CR = 0x0d;

/** A line that is longer goes on in the next, with a stamp of its own. */
const MAX_LINE_CHARACTERS = 4096;

/** Caret notation, as cat -v writes it: what a terminal would obey becomes what it shows. Tabs stay. */
function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x09) return character;
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return '^?';
  if (code >= 0x80 && code < 0xa0) return `M-^${String.fromCharCode(code - 0x40)}`;
  return character;
}

/**
 * Turns what a serial line says into lines that begin with the time, ISO 8601 in UTC, at which each began. Nothing in them is
 * obeyed by a terminal. Times never run backwards. Any cut of the bytes gives the same text, stamps apart.
 */
export class HistoryText {
  readonly #decoder = new TextDecoder();
  #lastMs = 0;
  #column = 0;
  #hasCarriageReturn = false;

  /** What `bytes`, heard at `now`, add to the history. */
  public add(bytes: Uint8Array, now: Date): string {
    let text = '';
    for (const character of this.#decoder.decode(bytes, { stream: true })) {
      const code = character.charCodeAt(0);
      if (code === LF) {
        text += `${this.#begin(now)}\n`;
        this.#column = 0;
        this.#hasCarriageReturn = false;
        continue;
      }
      text += this.#carriageReturn(now);
      if (code === CR) this.#hasCarriageReturn = true;
      else text += this.#put(shown(character), now);
    }
    return text;
  }

  /** A line of our own. */
  public note(what: string, now: Date): string {
    const before = this.#column === 0 ? '' : '\n';
    this.#column = 0;
    this.#hasCarriageReturn = false;
    return `${before}${this.#stamp(now)} -- ${what} --\n`;
  }

  /** A carriage return that turned out not to be part of the end of a line. */
  #carriageReturn(now: Date): string {
    if (!this.#hasCarriageReturn) return '';
    this.#hasCarriageReturn = false;
    return this.#put('^M', now);
  }

  #put(text: string, now: Date): string {
    const before = this.#column >= MAX_LINE_CHARACTERS ? '\n' : '';
    if (before !== '') this.#column = 0;
    const beginning = this.#begin(now);
    this.#column += text.length;
    return before + beginning + text;
  }

  #begin(now: Date): string {
    if (this.#column > 0) return '';
    this.#column = 1;
    return `${this.#stamp(now)} `;
  }

  #stamp(now: Date): string {
    this.#lastMs = Math.max(this.#lastMs, now.getTime());
    return new Date(this.#lastMs).toISOString();
  }
}
