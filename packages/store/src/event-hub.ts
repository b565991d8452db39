import type { StoreEvent } from './store.js';

type Listener = (event: StoreEvent) => void;

/** Tells listeners of this process, at once and in the order in which they came. */
export class EventHub {
  readonly #listeners = new Set<{ readonly listener: Listener }>();

  public publish(event: StoreEvent): void {
    for (const { listener } of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        // A listener's defect is not the writer's: the write is done, and the others have still to be told.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  public subscribe(listener: Listener): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }
}
