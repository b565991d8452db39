import type { JsonValue } from './json.js';

/** What Ironic shows in place of a secret. */
export const MASK = '******';

const SECRET_NAME = /passw|secret|token|kg_key|private_?key|credential/i;

/** True for names of settings whose values nobody may see, by the words Ironic masks. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/**
 * A copy in which the value of every secret name, at any depth, is {@link MASK}. `isSecret` adds names that a schema
 * declares secret.
 */
export function maskSecrets(value: JsonValue, isSecret: (name: string) => boolean = isSecretName): JsonValue {
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, isSecret));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecret(name) && inner !== null && inner !== '' ? MASK : maskSecrets(inner, isSecret),
    ]),
  );
}

/** `text` without any of `secrets`: the last line of defence for messages that other programs wrote. */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text;
  // The longest first: one that begins with another must not keep its end.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret !== '') clean = clean.split(secret).join(MASK);
  }
  return clean;
}
