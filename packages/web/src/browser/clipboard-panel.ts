import type RFB from '@novnc/novnc';
import { elementById } from './element-by-id.js';
import { keysymsOfText } from './keysyms-of-text.js';

/** What the server may put into the page at most. */
const MAX_RECEIVED_CHARACTERS = 256 * 1024;
/** BMCs drop keys that come faster than a person types. */
const KEY_INTERVAL_MS = 20;

/**
 * The side panel for text. Nothing goes to or comes from the browser's own clipboard by itself: a server that is not
 * trusted neither reads nor writes it.
 */
export class ClipboardPanel {
  readonly #toggle = elementById('clipboard', HTMLButtonElement);
  readonly #panel = elementById('clipboard-panel', HTMLElement);
  readonly #text = elementById('clipboard-text', HTMLTextAreaElement);
  readonly #send = elementById('clipboard-send', HTMLButtonElement);
  readonly #type = elementById('clipboard-type', HTMLButtonElement);
  readonly #received = elementById('clipboard-received', HTMLTextAreaElement);
  readonly #rfb: () => RFB | null;
  #isWritable = false;
  #typing: ReturnType<typeof setTimeout> | null = null;

  public constructor(rfb: () => RFB | null) {
    this.#rfb = rfb;
    this.#toggle.addEventListener('click', () => {
      this.#setOpen(this.#toggle.ariaExpanded !== 'true');
    });
    this.#panel.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.#setOpen(false);
      this.#toggle.focus();
    });
    this.#send.addEventListener('click', () => {
      this.#rfb()?.clipboardPasteFrom(this.#text.value);
    });
    this.#type.addEventListener('click', () => {
      if (this.#typing === null) this.#typeFrom(keysymsOfText(this.#text.value), 0);
      else this.#stopTyping();
    });
  }

  public setWritable(isWritable: boolean): void {
    this.#isWritable = isWritable;
    this.#send.disabled = !isWritable;
    this.#type.disabled = !isWritable;
    if (!isWritable) this.#stopTyping();
  }

  /** What was written or copied stays within reach after the end; an empty panel serves nobody then. */
  public setEnded(isEnded: boolean): void {
    const isEmpty = this.#text.value === '' && this.#received.value === '';
    this.#toggle.disabled = isEnded && isEmpty && this.#panel.hidden !== false;
  }

  public showReceived(text: string): void {
    this.#received.value = text.slice(0, MAX_RECEIVED_CHARACTERS);
  }

  #setOpen(isOpen: boolean): void {
    this.#panel.hidden = !isOpen;
    this.#toggle.ariaExpanded = String(isOpen);
    if (isOpen) this.#text.focus();
  }

  #typeFrom(keysyms: readonly number[], index: number): void {
    const rfb = this.#rfb();
    const keysym = keysyms[index];
    if (keysym === undefined || rfb === null || !this.#isWritable) {
      this.#stopTyping();
      return;
    }
    this.#type.textContent = 'Stop typing';
    rfb.sendKey(keysym, null);
    this.#typing = setTimeout(() => {
      this.#typeFrom(keysyms, index + 1);
    }, KEY_INTERVAL_MS);
  }

  #stopTyping(): void {
    if (this.#typing !== null) clearTimeout(this.#typing);
    this.#typing = null;
    this.#type.textContent = 'Type it';
  }
}
