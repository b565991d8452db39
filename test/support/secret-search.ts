/** The characters of a Base64 text that depend on `bytes` alone, where `before` bytes stand in front of them. */
function base64Core(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return text.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3));
}

/** The forms in which a secret gets into a file, a log line or a listing. */
export function secretForms(secret: Buffer): ReadonlyMap<string, Buffer> {
  const text = secret.toString();
  const hex = secret.toString('hex');
  const forms = new Map<string, string>([
    ['URL-encoded', encodeURIComponent(text)],
    ['in JSON', JSON.stringify(text).slice(1, -1)],
    ['in hex', hex],
    ['in upper-case hex', hex.toUpperCase()],
    ['as an inspected Buffer', (hex.match(/../g) ?? []).join(' ')],
    ['as a Buffer in JSON', [...secret].join(',')],
  ]);
  for (const before of [0, 1, 2]) {
    const core = base64Core(secret, before);
    forms.set(`in Base64 behind ${before} bytes`, core);
    forms.set(
      `in Base64url behind ${before} bytes`,
      core.replace(/[+/]/g, (sign) => (sign === '+' ? '-' : '_')),
    );
  }
  const encoded = [...forms].map(([name, form]) => [name, Buffer.from(form)] as const);
  return new Map([['as it is', secret], ...encoded]);
}

/** Looks for secrets, whenever they became known, in everything that was collected. */
export class SecretSearch {
  readonly #places = new Map<string, Buffer[]>();
  readonly #secrets = new Map<string, Buffer>();

  /** Where something was collected. */
  public get places(): readonly string[] {
    return [...this.#places.keys()];
  }

  /** Names of what is looked for. */
  public get secrets(): readonly string[] {
    return [...this.#secrets.keys()];
  }

  /** Keeps something for {@link findings}; what a place held earlier is kept too. */
  public collect(place: string, content: string | Buffer): void {
    const bytes = Buffer.from(content);
    const earlier = this.#places.get(place) ?? [];
    if (!earlier.some((kept) => kept.equals(bytes))) this.#places.set(place, [...earlier, bytes]);
  }

  /** Something to look for. */
  public learn(name: string, secret: string | Buffer): void {
    const bytes = Buffer.from(secret);
    if (bytes.length < 6) throw new Error(`${name} is too short: it would be found by chance`);
    this.#secrets.set(name, bytes);
  }

  /** Every secret in every place, in words that do not hold it. */
  public findings(): readonly string[] {
    return [...this.#secrets].flatMap(([name, secret]) =>
      [...secretForms(secret)].flatMap(([form, needle]) =>
        this.placesOf(needle).map((place) => `${name}, ${form}, in ${place}`),
      ),
    );
  }

  /** Where exactly these bytes are. */
  public placesOf(needle: string | Buffer): readonly string[] {
    return [...this.#places]
      .filter(([, contents]) => contents.some((content) => content.includes(needle)))
      .map(([place]) => place);
  }
}
