import { randomBytes } from 'node:crypto';

import type { AttributeDefinition, AttributeValue, AttributeValues } from './attribute-definition.js';
import { parseAttribute } from './check-attributes.js';
import { SimulatorOptionsError } from '../errors.js';

export interface AttributeResourceOptions {
  /** Last segment of its path. */
  readonly fqdd: string;
  /** `Id` of its body. */
  readonly id: string;
  readonly definitions: readonly AttributeDefinition[];
  /** Values that change by themselves. They shadow stored ones and have no part in the ETag. */
  readonly readLive?: () => AttributeValues;
}

/** A set of attributes with their values: one DellAttributes resource. */
export class AttributeResource {
  public readonly fqdd: string;
  public readonly id: string;
  public readonly definitions: ReadonlyMap<string, AttributeDefinition>;
  readonly #values: Map<string, AttributeValue>;
  readonly #readLive: () => AttributeValues;
  /** A restart must not give an old ETag a new meaning. */
  readonly #boot = randomBytes(4).toString('hex');
  #revision = 1;

  public constructor({ fqdd, id, definitions, readLive = () => ({}) }: AttributeResourceOptions) {
    this.fqdd = fqdd;
    this.id = id;
    this.definitions = new Map(definitions.map((definition) => [definition.name, definition]));
    this.#values = new Map(definitions.map(({ name, initial }) => [name, initial]));
    this.#readLive = readLive;
  }

  public get etag(): string {
    return `"${this.#boot}-${String(this.#revision)}"`;
  }

  /** What a GET shows: live values, and no password. */
  public read(): AttributeValues {
    const shown = [...this.#values].map(([name, value]): [string, AttributeValue] =>
      this.definitions.get(name)?.type === 'Password' ? [name, null] : [name, value],
    );
    return { ...Object.fromEntries(shown), ...this.#readLive() };
  }

  /** Every stored value, passwords too: for the state file and for whoever applies the settings. */
  public readStored(): AttributeValues {
    return Object.fromEntries(this.#values);
  }

  /** Stores values that were checked. */
  public write(values: Iterable<readonly [string, AttributeValue]>): void {
    for (const [name, value] of values) this.#values.set(name, value);
    this.#revision += 1;
  }

  /**
   * Takes values from `source` for the writable attributes among them; others are left out, so that a state file outlives
   * a change of this program.
   *
   * @throws SimulatorOptionsError naming an attribute whose value does not fit
   */
  public restore(values: Readonly<Record<string, unknown>>, source: string): void {
    for (const [name, value] of Object.entries(values)) {
      const definition = this.definitions.get(name);
      if (definition === undefined || definition.isReadOnly === true || value === null) continue;
      const parsed = parseAttribute(definition, value);
      if (parsed.problem !== undefined) {
        throw new SimulatorOptionsError(`The value of ${name} in ${source} does not fit; correct it`);
      }
      this.#values.set(name, parsed.value);
    }
  }
}
