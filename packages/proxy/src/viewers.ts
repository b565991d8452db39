import type { WebSocket } from 'ws';
import type { AuthorisedSession } from './authorised-session.js';
import type { RequestContext } from './request-context.js';
import { SessionWatch } from './session-watch.js';
import { Viewer, type ViewerSurroundings } from './viewer.js';

/** All live viewers of this proxy. */
export class Viewers {
  readonly #surroundings: ViewerSurroundings;
  readonly #live = new Map<Viewer, Promise<void>>();
  readonly #watch: SessionWatch;

  public constructor(surroundings: ViewerSurroundings) {
    this.#surroundings = surroundings;
    this.#watch = new SessionWatch(surroundings, () => [...this.#live.keys()]);
  }

  /** Serves one WebSocket; resolves when nothing of it is left. */
  public async serve(session: AuthorisedSession, socket: WebSocket, context: RequestContext): Promise<void> {
    const viewer = new Viewer(session, socket, context, this.#surroundings);
    const running = viewer.run();
    this.#live.set(viewer, running);
    await running;
    this.#live.delete(viewer);
  }

  /** Lets viewers go on for at most `drainMs`, then closes those that are left. */
  public async close(drainMs: number): Promise<void> {
    const { clock } = this.#surroundings;
    const finished = new AbortController();
    const deadline = clock.sleep(drainMs, finished.signal).catch(() => undefined);
    await Promise.race([this.#allEnded(), deadline]);
    finished.abort();
    for (const viewer of this.#live.keys()) viewer.close('drain');
    await this.#allEnded();
    this.#watch.stop();
  }

  async #allEnded(): Promise<void> {
    await Promise.all(this.#live.values());
  }
}
