/** Types of host keys that OpenSSH knows by default or on request (ssh_config(5), HostKeyAlgorithms). */
const KEY =
  /^(?:\S+[ \t]+)?(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521))[ \t]+([+/0-9A-Za-z]+={0,2})(?:[ \t].*)?$/;

const MAX_CHARACTERS = 4096;

/** `type base64` of a line of ssh-keyscan(1) or of a public key file, whose host and comment do not matter; undefined of others. */
export function parseHostKey(text: string): string | undefined {
  const [, type, key] = (text.length <= MAX_CHARACTERS ? KEY.exec(text.trim()) : null) ?? [];
  if (type === undefined || key === undefined) return undefined;
  const blob = Buffer.from(key, 'base64');
  // RFC 4253 section 6.6: the blob begins with the name of its own type.
  const named = blob.length > 4 ? blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1') : '';
  return named === type ? `${type} ${key}` : undefined;
}
