import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { AnswerGate } from './answer-gate.js';
import { isWayOut } from './is-way-out.js';
import { useStrictStyles } from './use-strict-styles.js';

const SCROLLBACK_LINES = 10_000;
/** What firmware and boot loaders draw on, whatever the window's size. */
const MIN_COLUMNS = 80;
const MIN_ROWS = 24;
/** Output that waits to be drawn. A serial line never gets there; a hostile one loses what is above. */
const MAX_PENDING_BYTES = 4 * 1024 * 1024;
export const FONT_SIZES = { min: 8, max: 32, usual: 15 } as const;

/**
 * Operating system commands that a server may not give: 0, 1 and 2 write the title; 52 writes the clipboard; 8 makes links that show
 * another text than where they lead; 4 and 10 to 12 set colours, which can hide text, and ask for them.
 */
const DENIED_COMMANDS = [0, 1, 2, 4, 8, 10, 11, 12, 52];
/** Questions that xterm.js answers: device status and attributes, modes. */
const QUESTIONS = [
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { prefix: '=', final: 'c' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', intermediates: '$', final: 'p' },
] as const;

export interface SerialTerminalEvents {
  /** What the person typed, and what the terminal answers for them. */
  onTyped(text: string): void;
  onPaste(text: string): void;
  onCopyRefused(): void;
  onWayOut(): void;
}

/** xterm.js in an element: it shows what a server that is not trusted prints, and does nothing else that it says. */
export class SerialTerminal {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #gate = new AnswerGate();
  readonly #element: HTMLElement;
  readonly #events: SerialTerminalEvents;
  #pendingBytes = 0;
  #skippedBytes = 0;

  public constructor(element: HTMLElement, fontSize: number, events: SerialTerminalEvents) {
    this.#element = element;
    this.#events = events;
    useStrictStyles();
    this.#terminal = new Terminal({
      cursorBlink: true,
      disableStdin: true,
      fontFamily: 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace',
      fontSize,
      ignoreBracketedPasteMode: true,
      logLevel: 'off',
      // The other end of a serial line never hears of a new width, so it cannot put its own line right.
      reflowCursorLine: true,
      scrollback: SCROLLBACK_LINES,
      theme: {
        background: '#05070a',
        foreground: '#e7ecf4',
        cursor: '#5aa9ff',
        selectionBackground: '#2d5f94',
      },
    });
    this.#deny();
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.open(element);
    this.#terminal.onData((text) => {
      events.onTyped(text);
    });
    this.#terminal.attachCustomKeyEventHandler((event) => this.#takesKey(event));
    element.addEventListener(
      'paste',
      (event) => {
        event.preventDefault();
        event.stopPropagation();
        events.onPaste(event.clipboardData?.getData('text/plain') ?? '');
      },
      { capture: true },
    );
    new ResizeObserver(() => {
      this.#resize();
    }).observe(element);
  }

  public get fontSize(): number {
    return this.#terminal.options.fontSize ?? FONT_SIZES.usual;
  }

  public set fontSize(size: number) {
    this.#terminal.options.fontSize = Math.min(FONT_SIZES.max, Math.max(FONT_SIZES.min, size));
    this.#resize();
  }

  /** A connection begins, with a replay of what the line said last: it takes the place of what is shown. */
  public begin(): void {
    this.#gate.begin();
    this.#terminal.reset();
  }

  public setWritable(isWritable: boolean): void {
    this.#terminal.options.disableStdin = !isWritable;
  }

  public write(bytes: Uint8Array): void {
    if (this.#pendingBytes + bytes.length > MAX_PENDING_BYTES) {
      this.#skippedBytes += bytes.length;
      return;
    }
    this.#pendingBytes += bytes.length;
    this.#terminal.write(bytes, () => {
      this.#pendingBytes -= bytes.length;
      if (this.#pendingBytes === 0 && this.#skippedBytes > 0) this.#tellSkipped();
    });
  }

  public focus(): void {
    this.#terminal.focus();
  }

  #tellSkipped(): void {
    this.#terminal.write(`\r\n\x1b[0m[${String(this.#skippedBytes)} bytes came too fast to be shown]\r\n`);
    this.#skippedBytes = 0;
  }

  #deny(): void {
    const { parser } = this.#terminal;
    for (const command of DENIED_COMMANDS) parser.registerOscHandler(command, () => true);
    for (const question of QUESTIONS) parser.registerCsiHandler(question, () => !this.#gate.mayAnswer());
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => !this.#gate.mayAnswer());
  }

  /** False where the terminal is to leave a key alone. */
  #takesKey(event: KeyboardEvent): boolean {
    if (isWayOut(event)) {
      event.preventDefault();
      if (event.type === 'keydown') this.#events.onWayOut();
      return false;
    }
    if (!event.ctrlKey || !event.shiftKey) return true;
    // The browser's own paste follows.
    if (event.code === 'KeyV') return false;
    if (event.code !== 'KeyC') return true;
    event.preventDefault();
    if (event.type === 'keydown') void this.#copy();
    return false;
  }

  async #copy(): Promise<void> {
    if (!this.#terminal.hasSelection()) return;
    try {
      await navigator.clipboard.writeText(this.#terminal.getSelection());
    } catch {
      this.#events.onCopyRefused();
    }
  }

  #resize(): void {
    if (this.#element.clientWidth === 0) return;
    const fitting = this.#fit.proposeDimensions();
    if (fitting === undefined || Number.isNaN(fitting.cols) || Number.isNaN(fitting.rows)) return;
    this.#terminal.resize(Math.max(MIN_COLUMNS, fitting.cols), Math.max(MIN_ROWS, fitting.rows));
  }
}
