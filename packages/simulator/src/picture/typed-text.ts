/** X11 keysyms that do something here. */
const KEYSYMS = { backSpace: 0xff08, return: 0xff0d, keypadEnter: 0xff8d } as const;

const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

/** Lines of text that keys write, as a terminal without a program behind it would show them. */
export class TypedText {
  readonly #columns: number;
  readonly #rows: number;
  #lines: string[] = [''];

  public constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
  }

  /** Top first; never more or longer than there is room for. The last one is being written. */
  public get lines(): readonly string[] {
    return this.#lines;
  }

  /** True where the key changed the text. */
  public press(keysym: number): boolean {
    const line = this.#lines.at(-1) ?? '';
    if (keysym === KEYSYMS.return || keysym === KEYSYMS.keypadEnter) {
      this.#startLine('');
    } else if (keysym === KEYSYMS.backSpace) {
      this.#lines[this.#lines.length - 1] = line.slice(0, -1);
    } else if (keysym >= FIRST_PRINTABLE && keysym <= LAST_PRINTABLE) {
      const character = String.fromCodePoint(keysym);
      if (line.length < this.#columns) this.#lines[this.#lines.length - 1] = line + character;
      else this.#startLine(character);
    } else {
      return false;
    }
    return true;
  }

  #startLine(text: string): void {
    this.#lines = [...this.#lines, text].slice(-this.#rows);
  }
}
