import type { ConsoleView } from './console-view.js';
import { elementById } from './element-by-id.js';
import { FullScreenButton } from './full-screen-button.js';
import { Notice, type NoticeDetails } from './notice.js';
import { parseTokenFragment } from './parse-token-fragment.js';
import { Reconnector, type ViewerState } from './reconnector.js';
import { redeemToken } from './redeem-token.js';
import { storedSession } from './stored-session.js';
import type { ViewerSession } from './viewer-session.js';

const nodeName = elementById('node-name', HTMLElement);
const disconnect = elementById('disconnect', HTMLButtonElement);

/** What shows the console; null until it is known of which type that is. */
let view: ConsoleView | null = null;
/** What "reconnect" does: redeem again while there is no session, connect again once there is one. */
let retry = (): void => undefined;
let reconnector: Reconnector | null = null;

const fullScreen = new FullScreenButton(() => {
  view?.focus();
});
const notice = new Notice(() => {
  retry();
});

function showState(state: ViewerState, details?: NoticeDetails): void {
  const isEnded = state.name === 'ended';
  view?.setState(state.name);
  fullScreen.setEnded(isEnded);
  disconnect.disabled = isEnded;
  notice.show(state, details);
}

function showEnd(reason: string, { canReconnect = false, requestId = null as string | null } = {}): void {
  showState({ name: 'ended', reason, canReconnect }, { requestId });
}

/** The view of a type of console, which is loaded when it is needed; null where this page has none. */
async function loadView(type: string): Promise<ConsoleView | null> {
  switch (type) {
    case 'vnc':
      return (await import('./vnc-view.js')).vncView;
    case 'serial':
      return (await import('./serial-view.js')).serialView;
    default:
      return null;
  }
}

/** Shows what belongs to a type of console, and nothing that belongs to another. */
function showPartsOf(type: string): void {
  document.body.dataset['console'] = type;
  for (const part of document.querySelectorAll<HTMLElement>('[data-console-part]')) {
    part.hidden = part.dataset['consolePart'] !== type;
  }
}

async function connect(session: ViewerSession): Promise<void> {
  reconnector?.abandon();
  reconnector = null;
  nodeName.textContent = session.nodeName;
  document.title = `${session.nodeName} – console`;
  retry = () => {
    void connect(session);
  };
  const attempt = retry;
  showPartsOf(session.type);
  const loaded = await loadView(session.type).catch(() => undefined);
  // Another link may have been pasted meanwhile.
  if (retry !== attempt) return;
  if (loaded === undefined) {
    showEnd('The proxy could not be reached.', { canReconnect: true });
    return;
  }
  if (loaded === null) {
    showEnd(`This page shows no consoles of type ${session.type}.`);
    return;
  }
  view = loaded;
  loaded.begin(session);
  const current = new Reconnector({
    openLink: (events) => loaded.openLink(events),
    onState: showState,
    onSessionEnded: () => {
      storedSession.forget();
    },
  });
  reconnector = current;
  retry = () => {
    current.connect();
  };
  current.connect();
}

async function redeem(token: string): Promise<void> {
  reconnector?.abandon();
  retry = () => undefined;
  showState({ name: 'connecting' });
  disconnect.disabled = true;
  const redeemed = await redeemToken(token);
  if (redeemed.ok) {
    await connect(redeemed.value);
    return;
  }
  const { message, requestId, isTransient } = redeemed.problem;
  retry = () => {
    void redeem(token);
  };
  showEnd(message, { canReconnect: isTransient, requestId });
}

/** Takes the token out of the address bar before anything else can see it there. */
function takeToken(): string | null {
  const token = parseTokenFragment(location.hash);
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
  return token;
}

function start(): void {
  const token = takeToken();
  const stored = storedSession.read();
  if (token !== null) {
    storedSession.forget();
    void redeem(token);
  } else if (stored !== null) {
    void connect(stored);
  } else {
    showEnd('Open this page with the link of a console: ask for one where your servers are listed.');
  }
}

disconnect.addEventListener('click', () => {
  reconnector?.disconnect();
});
window.addEventListener('online', () => {
  reconnector?.hurry();
});
// A second link, pasted into the same tab, changes the fragment only.
window.addEventListener('hashchange', () => {
  if (parseTokenFragment(location.hash) !== null) start();
});
start();
