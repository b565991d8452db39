import { createServer, type AddressInfo, type Socket } from 'node:net';

/** The serial line of a server: it greets with `login: ` and answers each line with `echo <line>`. */
export interface SerialLine {
  /** Of 127.0.0.1: a BMC connects there. */
  readonly port: number;
  /** What came in from the console. */
  readonly typed: () => string;
  print(text: string): void;
  close(): Promise<void>;
}

/** Starts the program at a server's serial line. */
export async function startSerialLine(): Promise<SerialLine> {
  const sockets = new Set<Socket>();
  let typed = '';
  let unfinished = '';
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.write('login: ');
    socket.setEncoding('latin1').on('data', (text) => {
      typed += text.toString();
      const lines = (unfinished + text.toString()).split(/[\r\n]/);
      unfinished = lines.pop() ?? '';
      for (const line of lines) socket.write(`echo <${line}>\r\n`, 'latin1');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    typed: () => typed,
    print: (text) => {
      for (const socket of sockets) socket.write(text, 'latin1');
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
