import { randomBytes } from 'node:crypto';
import { link, mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorCodeOf } from './error-code.js';
import { StoreConfigurationError } from './errors.js';
import { createKeyring, MASTER_KEY_BYTES, type Keyring } from './keyring.js';

const HEX = /^[0-9A-Fa-f]{64}$/;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;
/** An honest file holds 65 characters. */
const MAX_FILE_BYTES = 1024;

/** Fails rather than warns: a key that others can read protects nothing. */
async function assertPrivate(file: FileHandle, path: string): Promise<void> {
  const status = await file.stat();
  if (!status.isFile()) throw new StoreConfigurationError(`[secrets] key_file ${path} is not a regular file`);
  const mode = status.mode & 0o777;
  if ((mode & 0o177) !== 0) {
    throw new StoreConfigurationError(
      `[secrets] key_file ${path} has mode 0${mode.toString(8)}; only its owner may read it: run chmod 600 ${path}`,
    );
  }
}

function parseMasterKey(text: string, path: string): Buffer {
  if (HEX.test(text)) return Buffer.from(text, 'hex');
  // Node's base64 decoder reads the URL-safe alphabet too.
  if (BASE64.test(text)) return Buffer.from(text, 'base64');
  throw new StoreConfigurationError(
    `[secrets] key_file ${path} must hold ${String(MASTER_KEY_BYTES)} random bytes as 64 hexadecimal digits or in base64, ` +
      'as `openssl rand -hex 32` prints them',
  );
}

async function readMasterKey(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    await assertPrivate(file, path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_FILE_BYTES), 0, MAX_FILE_BYTES, 0);
    return parseMasterKey(buffer.toString('latin1', 0, bytesRead).trim(), path);
  } finally {
    await file.close();
  }
}

/**
 * Writes a whole, synced file under a name of its own and then links it: whoever starts at the same moment sees no file or all
 * of it, and never replaces the key that another one has just begun to use.
 */
async function createKeyFile(path: string): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(MASTER_KEY_BYTES).toString('hex')}\n`);
    await file.sync();
    await link(draft, path);
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST') throw error;
  } finally {
    await file.close();
    await unlink(draft);
  }
  // The name must last as well: a database whose key is lost cannot be read.
  const parent = await open(directory, 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}

function cannotBeUsed(path: string, cause: unknown): StoreConfigurationError {
  if (cause instanceof StoreConfigurationError) return cause;
  const reason = errorCodeOf(cause) ?? 'unknown error';
  return new StoreConfigurationError(`[secrets] key_file ${path} cannot be used (${reason})`, { cause });
}

/**
 * The keys derived from the master key in `keyFile`, which is made (mode 0600, in a directory of mode 0700) where it does not
 * exist. Keep a copy of that file: without it the database cannot be read.
 *
 * @throws StoreConfigurationError where the file can be read by others, does not hold a key, or cannot be read or made
 */
export async function openKeyring(keyFile: string): Promise<Keyring> {
  const path = resolve(keyFile);
  try {
    if (!(await isKeyFile(path))) await createKeyFile(path);
    return createKeyring(await readMasterKey(path));
  } catch (cause) {
    throw cannotBeUsed(path, cause);
  }
}

/**
 * Whether `keyFile` exists and can be used; nothing is made.
 *
 * @throws StoreConfigurationError where it exists and {@link openKeyring} would refuse it
 */
export async function isKeyFile(keyFile: string): Promise<boolean> {
  const path = resolve(keyFile);
  try {
    await readMasterKey(path);
    return true;
  } catch (cause) {
    if (errorCodeOf(cause) === 'ENOENT') return false;
    throw cannotBeUsed(path, cause);
  }
}
