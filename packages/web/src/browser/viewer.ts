import { ClipboardPanel } from './clipboard-panel.js';
import { elementById } from './element-by-id.js';
import { Notice, type NoticeDetails } from './notice.js';
import { openVncLink } from './open-vnc-link.js';
import { parseTokenFragment } from './parse-token-fragment.js';
import { Reconnector, type ViewerState } from './reconnector.js';
import { redeemToken } from './redeem-token.js';
import { ScreenControls } from './screen-controls.js';
import { storedSession } from './stored-session.js';
import type { ViewerSession } from './viewer-session.js';

/** What a server may call its desktop, at most, in characters. */
const MAX_DESKTOP_NAME_CHARACTERS = 120;

const screen = elementById('screen', HTMLElement);
const nodeName = elementById('node-name', HTMLElement);
const desktopName = elementById('desktop-name', HTMLElement);
const disconnect = elementById('disconnect', HTMLButtonElement);

const clipboard = new ClipboardPanel(() => controls.rfb);
const controls: ScreenControls = new ScreenControls((isWritable) => {
  clipboard.setWritable(isWritable);
});

/** What "reconnect" does: redeem again while there is no session, connect again once there is one. */
let retry = (): void => undefined;
let reconnector: Reconnector | null = null;

const notice = new Notice(() => {
  retry();
});

function showState(state: ViewerState, details?: NoticeDetails): void {
  controls.setState(state.name);
  clipboard.setEnded(state.name === 'ended');
  disconnect.disabled = state.name === 'ended';
  notice.show(state, details);
}

function showEnd(reason: string, { canReconnect = false, requestId = null as string | null } = {}): void {
  showState({ name: 'ended', reason, canReconnect }, { requestId });
}

function connect(session: ViewerSession): void {
  reconnector?.abandon();
  nodeName.textContent = session.nodeName;
  desktopName.textContent = '';
  document.title = `${session.nodeName} – console`;
  if (session.type !== 'vnc') {
    showEnd(`This page shows graphical consoles; the console of this server is of type ${session.type}.`);
    return;
  }
  controls.setMode(session.mode);
  const current = new Reconnector({
    openLink: (events) =>
      openVncLink({
        ...events,
        screen,
        sessionKey: session.sessionKey,
        onScreen: (rfb) => {
          controls.attach(rfb);
          rfb.addEventListener('desktopname', ({ detail }) => {
            desktopName.textContent = detail.name.slice(0, MAX_DESKTOP_NAME_CHARACTERS);
          });
          rfb.addEventListener('clipboard', ({ detail }) => {
            clipboard.showReceived(detail.text);
          });
        },
      }),
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
    connect(redeemed.value);
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
    connect(stored);
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
