import { Counter, Histogram, Registry } from 'prom-client';
import type { ConsoleAction } from './next-action.js';

type Result = 'done' | 'failed' | 'cancelled';

/** What `/metrics` says about the conductor. */
export class ConductorMetrics {
  readonly #actions: Counter<'action' | 'result'>;
  readonly #seconds: Histogram<'action'>;

  public constructor(registry: Registry = new Registry()) {
    this.#actions = new Counter({
      name: 'ironbridge_console_actions_total',
      help: 'Console actions by kind and result',
      labelNames: ['action', 'result'],
      registers: [registry],
    });
    this.#seconds = new Histogram({
      name: 'ironbridge_console_action_seconds',
      help: 'Time that console actions took, retries included',
      labelNames: ['action'],
      buckets: [0.1, 0.3, 1, 3, 10, 30, 60],
      registers: [registry],
    });
  }

  /** @returns what is to be called with the result */
  public begin(action: ConsoleAction): (result: Result) => void {
    const stop = this.#seconds.startTimer({ action });
    return (result) => {
      stop();
      this.#actions.inc({ action, result });
    };
  }
}
