import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** What a QEMU answers to `set_password`. */
type Answer = 'return' | 'error' | 'silence' | 'nonsense';

/** The part of QEMU's QMP server that setting a password needs. */
export class FakeQmpServer {
  /** Every command, as it came. */
  public readonly commands: unknown[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(answer: Answer) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.write('{"QMP": {"version": {"qemu": {"major": 7}}, "capabilities": []}}\r\n');
      socket.on('data', (data: Buffer) => {
        const command = JSON.parse(data.toString()) as { execute: string };
        this.commands.push(command);
        socket.write('{"event": "RTC_CHANGE", "data": {"offset": 0}}\r\n');
        this.#answer(socket, command.execute === 'set_password' ? answer : 'return');
      });
    });
  }

  public static async start(path: string, answer: Answer = 'return'): Promise<FakeQmpServer> {
    const fake = new FakeQmpServer(answer);
    fake.#server.listen(path);
    await once(fake.#server, 'listening');
    return fake;
  }

  public close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #answer(socket: Socket, answer: Answer): void {
    if (answer === 'return') socket.write('{"return": {}}\r\n');
    if (answer === 'error')
      socket.write('{"error": {"class": "GenericError", "desc": "Could not set password"}}\r\n');
    if (answer === 'nonsense') socket.write('HTTP/1.1 400 Bad Request\r\n');
  }
}
