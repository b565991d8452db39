/** A serial line at 115200 baud takes 11 KB a second, and what comes faster is lost in the UART. */
const PIECE_CHARACTERS = 512;
const PIECE_INTERVAL_MS = 50;

/** Sends a long text in pieces, as fast as a serial line takes them. */
export class PacedText {
  readonly #send: (text: string) => void;
  readonly #onChange: (isSending: boolean) => void;
  #rest = '';
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param onChange told when sending begins and when it is over, whatever ended it */
  public constructor(send: (text: string) => void, onChange: (isSending: boolean) => void) {
    this.#send = send;
    this.#onChange = onChange;
  }

  public get isSending(): boolean {
    return this.#timer !== null;
  }

  /** Sends `text`, behind what is still on its way. */
  public push(text: string): void {
    this.#rest += text;
    if (this.isSending) return;
    this.#step();
    this.#onChange(true);
  }

  /** Forgets what was not sent. */
  public stop(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#rest = '';
    this.#onChange(false);
  }

  #step(): void {
    const length = pieceLength(this.#rest);
    this.#send(this.#rest.slice(0, length));
    this.#rest = this.#rest.slice(length);
    this.#timer = setTimeout(() => {
      if (this.#rest === '') this.stop();
      else this.#step();
    }, PIECE_INTERVAL_MS);
  }
}

/** No character is cut in two. */
function pieceLength(text: string): number {
  const last = text.charCodeAt(PIECE_CHARACTERS - 1);
  return last >= 0xd800 && last <= 0xdbff ? PIECE_CHARACTERS - 1 : PIECE_CHARACTERS;
}
