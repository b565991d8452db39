/** The newest items of a list that never grows beyond its bound. */
export class BoundedList<Item> {
  readonly #items: Item[] = [];
  readonly #maxItems: number;

  public constructor(maxItems: number) {
    this.#maxItems = maxItems;
  }

  /** Oldest first. */
  public get items(): readonly Item[] {
    return this.#items;
  }

  public push(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > this.#maxItems) this.#items.shift();
  }
}
