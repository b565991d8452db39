import { elementById } from './element-by-id.js';

/** Takes the page to the whole screen and back. */
export class FullScreenButton {
  readonly #button = elementById('full-screen', HTMLButtonElement);
  readonly #onDone: () => void;
  #isEnded = false;

  /** @param onDone called after each attempt, for the console to take the focus back */
  public constructor(onDone: () => void) {
    this.#onDone = onDone;
    this.#button.hidden = !document.fullscreenEnabled;
    this.#button.addEventListener('click', () => {
      void this.#toggle();
    });
    document.addEventListener('fullscreenchange', () => {
      this.#apply();
    });
  }

  public setEnded(isEnded: boolean): void {
    this.#isEnded = isEnded;
    this.#apply();
  }

  #apply(): void {
    const isFullScreen = document.fullscreenElement !== null;
    this.#button.ariaPressed = String(isFullScreen);
    // The way back stays open.
    this.#button.disabled = this.#isEnded && !isFullScreen;
  }

  async #toggle(): Promise<void> {
    try {
      await (document.fullscreenElement === null
        ? document.documentElement.requestFullscreen()
        : document.exitFullscreen());
    } catch {
      // The browser said no, and shows that by itself: the page stays as it is.
    }
    this.#onDone();
  }
}
