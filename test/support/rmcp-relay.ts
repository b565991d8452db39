import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** RMCP+ payload types (IPMI 2.0 table 13-16), at byte 5 of a packet behind the header of RMCP. */
const RAKP_MESSAGE_1 = 0x12;
const RAKP_MESSAGE_4 = 0x15;
const PAYLOAD_TYPE_OFFSET = 5;
const STATUS_OFFSET = 17;

/** Stands before a BMC, and counts what comes to it, as far as that can be read without the keys of a session. */
export interface RmcpRelay {
  readonly port: number;
  /** Packets that clients sent. */
  readonly requests: () => number;
  /** Logins that began and did not get a session. */
  readonly failedLogins: () => number;
  /** Passes nothing on; the returned function ends that. */
  hang(): () => void;
  close(): Promise<void>;
}

const running = new Set<RmcpRelay>();

/** Relays datagrams to `port` of 127.0.0.1. */
export async function startRmcpRelay(port: number): Promise<RmcpRelay> {
  const front = createSocket('udp4');
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  const backs = new Map<number, Socket>();
  let requests = 0;
  let logins = 0;
  let sessions = 0;
  let isHanging = false;
  const backOf = (client: RemoteInfo): Socket => {
    const known = backs.get(client.port);
    if (known !== undefined) return known;
    const back = createSocket('udp4');
    backs.set(client.port, back);
    back.on('message', (packet) => {
      if (packet[PAYLOAD_TYPE_OFFSET] === RAKP_MESSAGE_4 && packet[STATUS_OFFSET] === 0) sessions += 1;
      if (!isHanging) front.send(packet, client.port, client.address);
    });
    back.on('error', () => undefined);
    return back;
  };
  front.on('message', (packet, client) => {
    requests += 1;
    if (packet[PAYLOAD_TYPE_OFFSET] === RAKP_MESSAGE_1) logins += 1;
    if (!isHanging) backOf(client).send(packet, port, '127.0.0.1');
  });
  const relay: RmcpRelay = {
    port: front.address().port,
    requests: () => requests,
    failedLogins: () => logins - sessions,
    hang: () => {
      isHanging = true;
      return () => {
        isHanging = false;
      };
    },
    close: async () => {
      running.delete(relay);
      for (const back of backs.values()) back.close();
      const closed = once(front, 'close');
      front.close();
      await closed;
    },
  };
  running.add(relay);
  return relay;
}

afterAll(async () => {
  await Promise.all([...running].map((relay) => relay.close()));
});
