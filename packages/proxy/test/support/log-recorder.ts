import type { LogMethod, Logger } from '@ironbridge/common';
import { inspect } from 'node:util';

export interface LogLine {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** Keeps all that is logged, at every level. */
export class LogRecorder implements Logger {
  public readonly lines: LogLine[];
  readonly #facts: object;
  public readonly trace: LogMethod = this.#record.bind(this);
  public readonly debug: LogMethod = this.#record.bind(this);
  public readonly info: LogMethod = this.#record.bind(this);
  public readonly warn: LogMethod = this.#record.bind(this);
  public readonly error: LogMethod = this.#record.bind(this);

  public constructor(lines: LogLine[] = [], facts: object = {}) {
    this.lines = lines;
    this.#facts = facts;
  }

  public child(facts: object): Logger {
    return new LogRecorder(this.lines, { ...this.#facts, ...facts });
  }

  /** Audit lines of one kind. */
  public events(event: string): Readonly<Record<string, unknown>>[] {
    return this.lines.filter(({ facts }) => facts['event'] === event).map(({ facts }) => facts);
  }

  /** Everything, errors with their causes and stacks. */
  public text(): string {
    return inspect(this.lines, { depth: 10, maxStringLength: null, maxArrayLength: null });
  }

  #record(facts: object | string, message?: string): void {
    this.lines.push(
      typeof facts === 'string'
        ? { facts: { ...this.#facts }, message: facts }
        : { facts: { ...this.#facts, ...facts }, message: message ?? '' },
    );
  }
}
