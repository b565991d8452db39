import { Counter, Gauge, Registry } from 'prom-client';
import type { LineViewerEnd } from './line-viewer.js';

/** What `/metrics` says about serial lines. */
export class SerialMetrics {
  readonly #lost: Counter;
  readonly #dropped: Counter<'reason'>;
  readonly #historyFailures: Counter;

  /** @param count how many lines are up and how many see them, now */
  public constructor(
    count: { readonly linesUp: () => number; readonly viewers: () => number },
    registry: Registry = new Registry(),
  ) {
    const registers = [registry];
    new Gauge({
      name: 'ironbridge_serial_lines_up',
      help: 'Serial lines that are open',
      registers,
      collect() {
        this.set(count.linesUp());
      },
    });
    new Gauge({
      name: 'ironbridge_serial_viewers',
      help: 'Who sees serial lines, through proxies or the ports for Nova',
      registers,
      collect() {
        this.set(count.viewers());
      },
    });
    this.#lost = new Counter({
      name: 'ironbridge_serial_lines_lost_total',
      help: 'Serial lines that ended by themselves',
      registers,
    });
    this.#dropped = new Counter({
      name: 'ironbridge_serial_viewers_dropped_total',
      help: 'Viewers of serial lines that the hub ended, by reason',
      labelNames: ['reason'],
      registers,
    });
    this.#historyFailures = new Counter({
      name: 'ironbridge_serial_history_failures_total',
      help: 'Failures to write the history of a serial line',
      registers,
    });
  }

  public lineLost(): void {
    this.#lost.inc();
  }

  public historyFailed(): void {
    this.#historyFailures.inc();
  }

  public viewerDropped(reason: LineViewerEnd): void {
    this.#dropped.inc({ reason });
  }
}
