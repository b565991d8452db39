const REDACTED = '[redacted]';
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Holds a value that must not be printed: string conversion, JSON and `util.inspect` all give `[redacted]`. */
export class Secret<T = string> {
  readonly #value: T;

  public constructor(value: T) {
    this.#value = value;
  }

  /** The only way out, under a name that can be searched for. */
  public reveal(): T {
    return this.#value;
  }

  public toString(): string {
    return REDACTED;
  }

  public toJSON(): string {
    return REDACTED;
  }

  public [INSPECT](): string {
    return REDACTED;
  }
}
