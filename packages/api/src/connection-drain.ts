import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Ends connections that wait for no answer. Node takes one on which nothing was asked yet for a busy one, so that a browser's
 * spare connection, or a stranger's, would hold up the end of the service.
 */
export class ConnectionDrain {
  readonly #requestsOf = new Map<Socket, number>();
  #hasBegun = false;

  public constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#requestsOf.set(socket, 0);
      socket.once('close', () => this.#requestsOf.delete(socket));
      this.#endIfQuiet(socket);
    });
    server.on('request', ({ socket }, response) => {
      this.#count(socket, 1);
      response.once('close', () => {
        this.#count(socket, -1);
        this.#endIfQuiet(socket);
      });
    });
  }

  /** From now on a connection ends with its last answer; one that waits for none ends at once. */
  public begin(): void {
    this.#hasBegun = true;
    for (const socket of this.#requestsOf.keys()) this.#endIfQuiet(socket);
  }

  #count(socket: Socket, change: number): void {
    const requests = this.#requestsOf.get(socket);
    if (requests !== undefined) this.#requestsOf.set(socket, requests + change);
  }

  #endIfQuiet(socket: Socket): void {
    if (this.#hasBegun && this.#requestsOf.get(socket) === 0) socket.destroySoon();
  }
}
