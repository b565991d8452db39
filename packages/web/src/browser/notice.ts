import { elementById } from './element-by-id.js';
import type { ViewerState } from './reconnector.js';

const LABELS = {
  connecting: 'Connecting',
  connected: 'Connected',
  reconnecting: 'Reconnecting',
  ended: 'Ended',
} as const satisfies Record<ViewerState['name'], string>;

/** What the page shows of a state, beyond the state itself. */
export interface NoticeDetails {
  readonly requestId?: string | null;
}

/** The status line, and the notice over the screen while there is no picture. */
export class Notice {
  readonly #status = elementById('status', HTMLElement);
  readonly #label = elementById('status-label', HTMLElement);
  readonly #spokenReason = elementById('status-reason', HTMLElement);
  readonly #box = elementById('notice', HTMLElement);
  readonly #title = elementById('notice-title', HTMLElement);
  readonly #reason = elementById('notice-reason', HTMLElement);
  readonly #request = elementById('notice-request', HTMLElement);
  readonly #countdown = elementById('countdown', HTMLElement);
  readonly #reconnect = elementById('reconnect', HTMLButtonElement);

  public constructor(onReconnect: () => void) {
    this.#reconnect.addEventListener('click', onReconnect);
  }

  public show(state: ViewerState, { requestId = null }: NoticeDetails = {}): void {
    const reason = 'reason' in state ? state.reason : '';
    const wasEnded = this.#status.dataset['state'] === 'ended';
    this.#status.dataset['state'] = state.name;
    this.#box.dataset['state'] = state.name;
    setText(this.#label, LABELS[state.name]);
    setText(this.#spokenReason, reason);
    setText(this.#title, state.name === 'ended' ? 'The console is closed' : LABELS[state.name]);
    setText(this.#reason, reason);
    setText(this.#request, requestId === null ? '' : `Request ${requestId}`);
    setText(
      this.#countdown,
      state.name === 'reconnecting' ? `Next attempt in ${String(state.secondsLeft)} s` : '',
    );
    this.#reconnect.hidden = !(
      state.name === 'reconnecting' ||
      (state.name === 'ended' && state.canReconnect)
    );
    this.#box.hidden = state.name === 'connected';
    if (state.name === 'ended' && !wasEnded && !this.#reconnect.hidden) this.#reconnect.focus();
  }
}

/** An unchanged live region is not read out again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
