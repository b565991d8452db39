import RFB from '@novnc/novnc';
import { openProxySocket } from './open-proxy-socket.js';
import type { ConsoleLink, ConsoleLinkEvents } from './reconnector.js';

/** RFC 6455 section 7.4.1. */
const PROTOCOL_ERROR = 1002;

export interface VncLinkOptions {
  readonly events: ConsoleLinkEvents;
  /** The element that noVNC draws in. */
  readonly screen: HTMLElement;
  readonly sessionKey: string;
  /** Called with each new screen, before it is connected. */
  readonly onScreen: (rfb: RFB) => void;
}

/**
 * Connects noVNC to the proxy. The socket is opened here and not by noVNC, which does not tell how a connection ended.
 */
export function openVncLink({ events, screen, sessionKey, onScreen }: VncLinkOptions): ConsoleLink {
  let isScreenGone = false;
  const channel = openProxySocket({
    subprotocol: 'binary',
    sessionKey,
    events,
    onEnd: () => {
      if (!isScreenGone) rfb.disconnect();
    },
  });
  const rfb = new RFB(screen, channel.socket, { shared: true });
  rfb.addEventListener('connect', channel.connected);
  // noVNC ends by itself where it cannot read what comes; the socket's own end follows, and says more.
  rfb.addEventListener('disconnect', () => {
    isScreenGone = true;
    channel.expectEnd();
  });
  // The proxy logged in to the BMC; one that asks the viewer for a password is no proxy of ours.
  rfb.addEventListener('credentialsrequired', () => {
    channel.end({ code: PROTOCOL_ERROR, reason: '' });
  });
  onScreen(rfb);
  return { close: channel.drop };
}
