import { connect } from 'node:net';

const TIMEOUT_MS = 30_000;

/** Connects to a serial console at `url` (tcp://host:port) and returns the socket once a first byte came. */
export function watchSerialPort({ hostname, port }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const fail = (reason) => {
      socket.destroy();
      reject(new Error(`${hostname}:${port} ${reason}`));
    };
    const timer = setTimeout(() => fail('said nothing'), TIMEOUT_MS);
    const ended = () => fail('ended before it said anything');
    socket.once('error', ({ message }) => fail(message)).once('close', ended);
    socket.once('data', () => {
      clearTimeout(timer);
      socket.off('close', ended).resume();
      resolve(socket);
    });
  });
}
