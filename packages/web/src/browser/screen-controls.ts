import type RFB from '@novnc/novnc';
import { elementById } from './element-by-id.js';
import { isWayOut } from './is-way-out.js';
import type { ViewerState } from './reconnector.js';
import type { ViewerMode } from './viewer-session.js';

/** Keys of the way out of the screen, to be let go on the server: X11 keysym and code of each. */
const MODIFIERS = [
  [0xffe3, 'ControlLeft'],
  [0xffe4, 'ControlRight'],
  [0xffe9, 'AltLeft'],
  [0xffea, 'AltRight'],
  [0xffe1, 'ShiftLeft'],
  [0xffe2, 'ShiftRight'],
] as const;

/** The buttons above the screen, and what they do to the screen that is connected at the time. */
export class ScreenControls {
  readonly #ctrlAltDel = elementById('ctrl-alt-del', HTMLButtonElement);
  readonly #scale = elementById('scale', HTMLButtonElement);
  readonly #viewOnly = elementById('view-only', HTMLInputElement);
  readonly #viewOnlyLabel = elementById('view-only-label', HTMLElement);
  readonly #onWritableChange: (isWritable: boolean) => void;
  #rfb: RFB | null = null;
  #state: ViewerState['name'] = 'connecting';
  #isReadOnly = false;
  #isFitted = true;

  public constructor(onWritableChange: (isWritable: boolean) => void) {
    this.#onWritableChange = onWritableChange;
    this.#ctrlAltDel.addEventListener('click', () => {
      this.#rfb?.sendCtrlAltDel();
      this.focusScreen();
    });
    this.#scale.addEventListener('click', () => {
      this.#isFitted = !this.#isFitted;
      this.#apply();
    });
    this.#viewOnly.addEventListener('change', () => {
      this.#apply();
    });
    window.addEventListener(
      'keydown',
      (event) => {
        this.#leaveOnWayOut(event);
      },
      { capture: true },
    );
  }

  public get rfb(): RFB | null {
    return this.#rfb;
  }

  /** True while keys and text reach the server. */
  public get isWritable(): boolean {
    return this.#state === 'connected' && !this.#viewOnly.checked;
  }

  /** The proxy holds a read-only session to it; the page says so rather than let keys vanish. */
  public setMode(mode: ViewerMode): void {
    this.#isReadOnly = mode === 'read-only';
    this.#viewOnly.checked = this.#isReadOnly;
    this.#viewOnlyLabel.title = this.#isReadOnly ? 'This link is for watching only' : '';
    this.#apply();
  }

  public attach(rfb: RFB): void {
    this.#rfb = rfb;
    rfb.background = 'transparent';
    this.#apply();
  }

  public setState(state: ViewerState['name']): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#apply();
    if (state === 'connected') this.focusScreen();
  }

  public focusScreen(): void {
    this.#rfb?.focus({ preventScroll: true });
  }

  #apply(): void {
    if (this.#rfb !== null) {
      this.#rfb.viewOnly = this.#viewOnly.checked;
      this.#rfb.scaleViewport = this.#isFitted;
    }
    this.#scale.textContent = this.#isFitted ? 'Fit' : '1:1';
    this.#scale.ariaPressed = String(this.#isFitted);
    this.#scale.title = this.#isFitted ? 'Scaled to the window' : 'One to one';
    this.#ctrlAltDel.disabled = !this.isWritable;
    const isEnded = this.#state === 'ended';
    this.#scale.disabled = isEnded;
    this.#viewOnly.disabled = isEnded || this.#isReadOnly;
    this.#onWritableChange(this.isWritable);
  }

  #leaveOnWayOut(event: KeyboardEvent): void {
    if (!isWayOut(event) || this.#rfb === null) return;
    event.preventDefault();
    event.stopPropagation();
    for (const [keysym, code] of MODIFIERS) this.#rfb.sendKey(keysym, code, false);
    this.#rfb.blur();
    this.#scale.focus();
  }
}
