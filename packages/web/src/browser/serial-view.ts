import type { ConsoleView } from './console-view.js';
import { elementById } from './element-by-id.js';
import { openSerialLink, type SerialLink } from './open-serial-link.js';
import { PacedText } from './paced-text.js';
import type { ConsoleLink, ConsoleLinkEvents, ViewerState } from './reconnector.js';
import { serialStatusText, type SerialStatus } from './serial-status.js';
import { FONT_SIZES, SerialTerminal } from './serial-terminal.js';
import { storedFontSize } from './stored-font-size.js';
import type { ViewerSession } from './viewer-session.js';

const MAX_PASTE_CHARACTERS = 256 * 1024;

/** A serial line in a terminal, with its buttons. */
class SerialView implements ConsoleView {
  readonly #banner = elementById('line-status', HTMLElement);
  readonly #sendBreak = elementById('send-break', HTMLButtonElement);
  readonly #paste = elementById('paste', HTMLButtonElement);
  readonly #smaller = elementById('font-smaller', HTMLButtonElement);
  readonly #larger = elementById('font-larger', HTMLButtonElement);
  readonly #encoder = new TextEncoder();
  readonly #terminal: SerialTerminal;
  readonly #pasting: PacedText;
  #link: SerialLink | null = null;
  #status: SerialStatus | null = null;
  #state: ViewerState['name'] = 'connecting';
  #sessionKey = '';
  #isReadOnly = false;
  /** What the last click came to, where it failed; a person has read it when they go on. */
  #hint = '';

  public constructor() {
    const size = storedFontSize.read() ?? FONT_SIZES.usual;
    this.#terminal = new SerialTerminal(elementById('terminal', HTMLElement), size, {
      onTyped: (text) => {
        this.#type(text);
      },
      onPaste: (text) => {
        this.#pasteText(text);
      },
      onCopyRefused: () => {
        this.#tell('The browser did not let this page copy: use its own menu.');
      },
      onWayOut: () => {
        this.#larger.focus();
      },
    });
    this.#pasting = new PacedText(
      (text) => {
        this.#send(text);
      },
      () => {
        this.#apply();
      },
    );
    this.#sendBreak.addEventListener('click', () => {
      this.#link?.sendBreak();
      this.focus();
    });
    this.#paste.addEventListener('click', () => {
      if (this.#pasting.isSending) this.#pasting.stop();
      else void this.#pasteClipboard();
    });
    this.#smaller.addEventListener('click', () => {
      this.#setFontSize(this.#terminal.fontSize - 1);
    });
    this.#larger.addEventListener('click', () => {
      this.#setFontSize(this.#terminal.fontSize + 1);
    });
  }

  public begin({ sessionKey, mode }: ViewerSession): void {
    this.#sessionKey = sessionKey;
    this.#isReadOnly = mode === 'read-only';
  }

  public openLink(events: ConsoleLinkEvents): ConsoleLink {
    this.#status = null;
    this.#link = openSerialLink({
      events: {
        ...events,
        onConnected: () => {
          this.#terminal.begin();
          events.onConnected();
        },
      },
      sessionKey: this.#sessionKey,
      onBytes: (bytes) => {
        this.#terminal.write(bytes);
      },
      onStatus: (status) => {
        this.#status = status;
        this.#apply();
      },
    });
    return this.#link;
  }

  public setState(state: ViewerState['name']): void {
    const wasConnected = this.#state === 'connected';
    this.#state = state;
    this.#apply();
    if (state === 'connected' && !wasConnected) this.focus();
  }

  public focus(): void {
    this.#terminal.focus();
  }

  get #isWritable(): boolean {
    return this.#state === 'connected' && this.#status?.writable === true && !this.#isReadOnly;
  }

  #apply(): void {
    const isWritable = this.#isWritable;
    if (!isWritable) this.#pasting.stop();
    this.#terminal.setWritable(isWritable);
    this.#sendBreak.disabled = !isWritable || this.#status?.line === 'down';
    this.#paste.disabled = !isWritable;
    this.#paste.textContent = this.#pasting.isSending ? 'Stop pasting' : 'Paste';
    const isConnected = this.#state === 'connected' && this.#status !== null;
    const status =
      isConnected && this.#status !== null ? serialStatusText(this.#status, this.#isReadOnly) : '';
    const text = status === '' ? this.#hint : status;
    this.#banner.dataset['line'] = isConnected ? (this.#status?.line ?? 'up') : 'up';
    this.#banner.hidden = text === '';
    // An unchanged live region is not read out again.
    if (this.#banner.textContent !== text) this.#banner.textContent = text;
  }

  #tell(hint: string): void {
    this.#hint = hint;
    this.#apply();
  }

  #type(text: string): void {
    if (this.#hint !== '') this.#tell('');
    // What is typed while a paste is on its way belongs behind it.
    if (this.#pasting.isSending) this.#pasting.push(text);
    else this.#send(text);
  }

  #send(text: string): void {
    if (this.#isWritable) this.#link?.send(this.#encoder.encode(text));
  }

  async #pasteClipboard(): Promise<void> {
    try {
      this.#pasteText(await navigator.clipboard.readText());
    } catch {
      this.#tell('The browser did not let this page read the clipboard: press Ctrl+Shift+V in the terminal.');
    }
    this.focus();
  }

  #pasteText(text: string): void {
    if (!this.#isWritable || text === '') return;
    if (text.length > MAX_PASTE_CHARACTERS) {
      this.#tell(
        `That text has ${String(text.length)} characters; at most ${String(MAX_PASTE_CHARACTERS)} are pasted.`,
      );
      return;
    }
    this.#tell('');
    // Enter is a carriage return on a terminal.
    this.#pasting.push(text.replace(/\r?\n/g, '\r'));
  }

  #setFontSize(size: number): void {
    this.#terminal.fontSize = size;
    storedFontSize.write(this.#terminal.fontSize);
    this.#smaller.disabled = this.#terminal.fontSize <= FONT_SIZES.min;
    this.#larger.disabled = this.#terminal.fontSize >= FONT_SIZES.max;
  }
}

export const serialView: ConsoleView = new SerialView();
