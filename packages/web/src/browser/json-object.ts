/** Narrows a parsed JSON value to an object whose members are still to be checked. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The string at `key`, or null where there is none. */
export function stringAt(value: Readonly<Record<string, unknown>>, key: string): string | null {
  const found = value[key];
  return typeof found === 'string' ? found : null;
}

/** Parses JSON, or gives undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
