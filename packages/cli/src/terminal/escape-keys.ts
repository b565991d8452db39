/** What a person meant by the keys that they pressed. */
export type KeyMeaning =
  | { readonly kind: 'send'; readonly bytes: Buffer }
  | { readonly kind: 'leave' }
  | { readonly kind: 'break' }
  | { readonly kind: 'help' };

const ESCAPE = 0x7e;
const LINE_ENDS: ReadonlySet<number> = new Set([0x0a, 0x0d]);
const COMMANDS: ReadonlyMap<number, Exclude<KeyMeaning['kind'], 'send'>> = new Map([
  [0x2e, 'leave'],
  [0x42, 'break'],
  [0x3f, 'help'],
]);

/** What `~?` shows. */
export const ESCAPE_HELP =
  'At the start of a line:  ~.  leave   ~B  send a break   ~?  this help   ~~  a tilde';

/** The keys of ssh that are for the client, at the start of a line: `~.`, `~B`, `~?`, and `~~` for the tilde itself. */
export class EscapeKeys {
  #isLineStart = true;
  #isEscaped = false;

  /** Reads what was typed, however it is cut. */
  public push(typed: Uint8Array): KeyMeaning[] {
    const meanings: KeyMeaning[] = [];
    let bytes: number[] = [];
    const flush = (): void => {
      if (bytes.length > 0) meanings.push({ kind: 'send', bytes: Buffer.from(bytes) });
      bytes = [];
    };
    for (const byte of typed) {
      if (this.#isEscaped) {
        this.#isEscaped = false;
        const kind = COMMANDS.get(byte);
        if (kind !== undefined) {
          flush();
          meanings.push({ kind });
          continue;
        }
        if (byte !== ESCAPE) bytes.push(ESCAPE);
      } else if (byte === ESCAPE && this.#isLineStart) {
        this.#isEscaped = true;
        continue;
      }
      bytes.push(byte);
      this.#isLineStart = LINE_ENDS.has(byte);
    }
    flush();
    return meanings;
  }
}
