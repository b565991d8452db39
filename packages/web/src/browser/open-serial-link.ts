import { openProxySocket } from './open-proxy-socket.js';
import type { ConsoleLink, ConsoleLinkEvents } from './reconnector.js';
import { parseSerialStatus, type SerialStatus } from './serial-status.js';

export interface SerialLinkOptions {
  readonly events: ConsoleLinkEvents;
  readonly sessionKey: string;
  readonly onBytes: (bytes: Uint8Array) => void;
  /** How the line stands: first of all, and whenever that changes. */
  readonly onStatus: (status: SerialStatus) => void;
}

export interface SerialLink extends ConsoleLink {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  sendBreak(): void;
}

/** Connects to a serial line by way of the proxy. It is connected once the proxy told how the line stands. */
export function openSerialLink({ events, sessionKey, onBytes, onStatus }: SerialLinkOptions): SerialLink {
  let isConnected = false;
  const { socket, connected, drop } = openProxySocket({
    subprotocol: 'ironbridge.serial',
    sessionKey,
    events,
    onEnd: () => {
      socket.removeEventListener('message', take);
      socket.close();
    },
  });
  const take = ({ data }: MessageEvent<unknown>): void => {
    if (data instanceof ArrayBuffer) {
      onBytes(new Uint8Array(data));
      return;
    }
    const status = typeof data === 'string' ? parseSerialStatus(data) : null;
    // A message of a later version is no reason to end.
    if (status === null) return;
    if (!isConnected) connected();
    isConnected = true;
    onStatus(status);
  };
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', take);
  const send = (message: Uint8Array<ArrayBuffer> | string): void => {
    if (isConnected && socket.readyState === WebSocket.OPEN) socket.send(message);
  };
  return {
    send,
    sendBreak: () => {
      send('{"type":"break"}');
    },
    close: drop,
  };
}
