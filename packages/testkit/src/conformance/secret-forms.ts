/** The characters of a Base64 text that depend on `secret` alone, where `before` bytes stand in front of it. */
function base64Core(secret: string, before: number): string {
  const bytes = Buffer.from(secret);
  const end = before + bytes.length;
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return text.slice(Math.ceil((before * 4) / 3), Math.floor((end * 4) / 3));
}

/** The forms in which a secret gets into text: as it is, in a URL, in JSON, in hex, or in an Authorization header. */
export function secretForms(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('hex'),
    base64Core(secret, 0),
    base64Core(secret, 1),
    base64Core(secret, 2),
  ];
}

/** Whether `text` holds any of `secrets` in any form. */
export function holdsSecret(text: string, secrets: Iterable<string>): boolean {
  return [...secrets].some((secret) => secretForms(secret).some((form) => text.includes(form)));
}
