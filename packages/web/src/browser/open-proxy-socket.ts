import type { ChannelClose } from './close-verdict.js';
import { isProxyReady } from './is-proxy-ready.js';
import type { ConsoleLinkEvents } from './reconnector.js';

/** From the first packet to the first sight of the console: dialling it and the handshake with it are in it. */
const CONNECT_TIMEOUT_MS = 60_000;
/** How long a socket that was told to close may take to say so. */
const CLOSE_TIMEOUT_MS = 5_000;
/** RFC 6455 section 7.4.1. */
const ABNORMAL_CLOSURE = 1006;

export interface ProxySocketOptions {
  readonly subprotocol: string;
  readonly sessionKey: string;
  readonly events: ConsoleLinkEvents;
  /** Called once, before `onClosed`: whoever uses the socket lets go of it. */
  readonly onEnd: () => void;
}

/** A WebSocket to the proxy, from the first attempt to one end that is told once. */
export interface ProxySocket {
  readonly socket: WebSocket;
  /** The console is there. */
  readonly connected: () => void;
  /** The socket's own end is to come soon, and says more than what is known now. */
  readonly expectEnd: () => void;
  /** It ended, or is to count as ended. */
  readonly end: (close: ChannelClose) => void;
  /** Ends without a word. */
  readonly drop: () => void;
}

/** Connects to the proxy with a session. */
export function openProxySocket({ subprotocol, sessionKey, events, onEnd }: ProxySocketOptions): ProxySocket {
  const url = new URL('websockify', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, [subprotocol, `ironbridge.session.${sessionKey}`]);
  let isOver = false;
  let wasOpen = false;
  const end = (close: ChannelClose): void => {
    if (isOver) return;
    finish();
    if (wasOpen) events.onClosed(close);
    else void tellRefusal(close);
  };
  const finish = (): void => {
    isOver = true;
    clearTimeout(deadline);
    onEnd();
  };
  const tellRefusal = async (close: ChannelClose): Promise<void> => {
    events.onClosed(close, { isUpgradeRefused: await isProxyReady() });
  };
  const giveUp = (): void => {
    end({ code: ABNORMAL_CLOSURE, reason: '' });
  };
  let deadline = setTimeout(giveUp, CONNECT_TIMEOUT_MS);
  socket.addEventListener('open', () => {
    wasOpen = true;
  });
  socket.addEventListener('close', ({ code, reason }) => {
    end({ code, reason });
  });
  return {
    socket,
    connected() {
      clearTimeout(deadline);
      events.onConnected();
    },
    expectEnd() {
      clearTimeout(deadline);
      if (!isOver) deadline = setTimeout(giveUp, CLOSE_TIMEOUT_MS);
    },
    end,
    drop() {
      if (!isOver) finish();
    },
  };
}
