import { type SerialConnection } from '@ironbridge/base';
import { eventually } from '@ironbridge/testkit';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const GREETING = '[SOL Session operational.';

/** A driver's program as a test decides it: a unix socket that greets, says what it is told to, and keeps what it hears. */
export class ScriptedLine {
  public readonly path: string;
  /** What is said to whoever connects; null to end at once. */
  public welcome: string | null = `${GREETING}  Use ~? for help]\r\n`;
  public readonly clients: Socket[] = [];
  readonly #folder: string;
  readonly #server: Server;
  #heard = Buffer.alloc(0);

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'line');
    this.#server = createServer((socket) => {
      this.clients.push(socket);
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk: Buffer) => {
        this.#heard = Buffer.concat([this.#heard, chunk]);
        if (chunk.toString('latin1').endsWith('~.')) socket.end();
      });
      if (this.welcome === null) socket.end();
      else socket.write(this.welcome);
    });
  }

  public static async open(): Promise<ScriptedLine> {
    const line = new ScriptedLine(await mkdtemp(join(tmpdir(), 'ironbridge-line-')));
    await new Promise<void>((resolve) => {
      line.#server.listen(line.path, resolve);
    });
    return line;
  }

  public get connection(): SerialConnection {
    return {
      type: 'serial',
      transport: { kind: 'unix', path: this.path },
      greeting: GREETING,
      escape: {
        byte: 0x7e,
        atLineStart: true,
        literal: 'doubled',
        breakSequence: '~B',
        leaveSequence: '~.',
      },
    };
  }

  public get heard(): string {
    return this.#heard.toString('latin1');
  }

  public say(bytes: string | Uint8Array): void {
    this.clients.at(-1)?.write(bytes);
  }

  /** Ends the session, as a BMC does that reboots. */
  public hangUp(lastWords = ''): void {
    this.clients.at(-1)?.end(lastWords);
  }

  public async whenHeard(text: string): Promise<void> {
    await eventually(() => {
      expect(this.heard).toContain(text);
    });
  }

  public async close(): Promise<void> {
    for (const client of this.clients) client.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    await rm(this.#folder, { recursive: true, force: true });
  }
}
