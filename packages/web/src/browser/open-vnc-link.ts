import RFB from '@novnc/novnc';
import type { ChannelClose } from './close-verdict.js';
import { isProxyReady } from './is-proxy-ready.js';
import type { ConsoleLink, ConsoleLinkEvents } from './reconnector.js';

/** From the first packet to the first sight of the screen: dialling the BMC and the handshake with it are in it. */
const CONNECT_TIMEOUT_MS = 60_000;
/** How long a socket that was told to close may take to say so. */
const CLOSE_TIMEOUT_MS = 5_000;
/** RFC 6455 section 7.4.1. */
const PROTOCOL_ERROR = 1002;
const ABNORMAL_CLOSURE = 1006;

export interface VncLinkOptions extends ConsoleLinkEvents {
  /** The element that noVNC draws in. */
  readonly screen: HTMLElement;
  readonly sessionKey: string;
  /** Called with each new screen, before it is connected. */
  readonly onScreen: (rfb: RFB) => void;
}

/**
 * Connects noVNC to the proxy. The socket is opened here and not by noVNC, which does not tell how a connection ended.
 */
export function openVncLink(options: VncLinkOptions): ConsoleLink {
  const url = new URL('websockify', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, ['binary', `ironbridge.session.${options.sessionKey}`]);
  const rfb = new RFB(options.screen, socket, { shared: true });

  let isOver = false;
  let wasOpen = false;
  let isScreenGone = false;
  const removeScreen = (): void => {
    if (!isScreenGone) rfb.disconnect();
  };
  const end = (code: number, reason: string): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(deadline);
    removeScreen();
    if (wasOpen) options.onClosed({ code, reason });
    else void tellRefusal({ code, reason });
  };
  const tellRefusal = async (close: ChannelClose): Promise<void> => {
    options.onClosed(close, { isUpgradeRefused: await isProxyReady() });
  };
  const giveUp = (): void => {
    end(ABNORMAL_CLOSURE, '');
  };
  let deadline = setTimeout(giveUp, CONNECT_TIMEOUT_MS);

  socket.addEventListener('open', () => {
    wasOpen = true;
  });
  socket.addEventListener('close', ({ code, reason }) => {
    end(code, reason);
  });
  rfb.addEventListener('connect', () => {
    clearTimeout(deadline);
    options.onConnected();
  });
  // noVNC ends by itself where it cannot read what comes; the socket's own end follows, and says more.
  rfb.addEventListener('disconnect', () => {
    isScreenGone = true;
    clearTimeout(deadline);
    if (!isOver) deadline = setTimeout(giveUp, CLOSE_TIMEOUT_MS);
  });
  // The proxy logged in to the BMC; one that asks the viewer for a password is no proxy of ours.
  rfb.addEventListener('credentialsrequired', () => {
    end(PROTOCOL_ERROR, '');
  });
  options.onScreen(rfb);

  return {
    close() {
      isOver = true;
      clearTimeout(deadline);
      removeScreen();
    },
  };
}
