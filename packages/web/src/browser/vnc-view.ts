import { ClipboardPanel } from './clipboard-panel.js';
import type { ConsoleView } from './console-view.js';
import { elementById } from './element-by-id.js';
import { limitColourDepth } from './limit-colour-depth.js';
import { openVncLink } from './open-vnc-link.js';
import type { ConsoleLink, ConsoleLinkEvents, ViewerState } from './reconnector.js';
import { ScreenControls } from './screen-controls.js';
import type { ViewerSession } from './viewer-session.js';

/** What a server may call its desktop, at most, in characters. */
const MAX_DESKTOP_NAME_CHARACTERS = 120;

/** A screen in noVNC, with its buttons. */
class VncView implements ConsoleView {
  readonly #screen = elementById('screen', HTMLElement);
  readonly #desktopName = elementById('desktop-name', HTMLElement);
  readonly #clipboard = new ClipboardPanel(() => this.#controls.rfb);
  readonly #controls: ScreenControls = new ScreenControls((isWritable) => {
    this.#clipboard.setWritable(isWritable);
  });
  #sessionKey = '';
  #isShallow = false;

  public begin({ sessionKey, mode, isShallow }: ViewerSession): void {
    this.#sessionKey = sessionKey;
    this.#isShallow = isShallow;
    this.#desktopName.textContent = '';
    this.#controls.setMode(mode);
  }

  public openLink(events: ConsoleLinkEvents): ConsoleLink {
    return openVncLink({
      events,
      screen: this.#screen,
      sessionKey: this.#sessionKey,
      onScreen: (rfb) => {
        if (this.#isShallow) limitColourDepth(rfb);
        this.#controls.attach(rfb);
        rfb.addEventListener('desktopname', ({ detail }) => {
          this.#desktopName.textContent = detail.name.slice(0, MAX_DESKTOP_NAME_CHARACTERS);
        });
        rfb.addEventListener('clipboard', ({ detail }) => {
          this.#clipboard.showReceived(detail.text);
        });
      },
    });
  }

  public setState(state: ViewerState['name']): void {
    this.#controls.setState(state);
    this.#clipboard.setEnded(state === 'ended');
  }

  public focus(): void {
    this.#controls.focusScreen();
  }
}

export const vncView: ConsoleView = new VncView();
