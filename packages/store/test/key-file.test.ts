import { createKeyring, openKeyring, StoreConfigurationError, type Keyring } from '@ironbridge/store';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createScratchDirectory } from './support/scratch-directory.js';

function reveal({ driverInfo, connections, tokens }: Keyring): string[] {
  return [driverInfo, connections, tokens].map((key) => key.reveal().toString('hex'));
}

describe('openKeyring', () => {
  let scratch: Awaited<ReturnType<typeof createScratchDirectory>>;
  let keyFile: string;

  beforeEach(async () => {
    scratch = await createScratchDirectory();
    keyFile = join(scratch.path, 'etc', 'secrets.key');
  });

  afterEach(async () => {
    await scratch.remove();
  });

  it('makes a key at the first start that only its owner can read, and reads it at the second', async () => {
    const first = await openKeyring(keyFile);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(keyFile))).mode & 0o777).toBe(0o700);
    expect(await readdir(dirname(keyFile))).toEqual(['secrets.key']);
    expect(reveal(await openKeyring(keyFile))).toEqual(reveal(first));
    expect(reveal(await openKeyring(join(scratch.path, 'other.key')))).not.toEqual(reveal(first));
  });

  it('gives all that start at once the same key', async () => {
    const keyrings = await Promise.all(Array.from({ length: 20 }, () => openKeyring(keyFile)));
    expect(new Set(keyrings.flatMap(reveal)).size).toBe(3);
    expect(await readdir(dirname(keyFile))).toEqual(['secrets.key']);
  });

  it.each(['hex', 'base64', 'base64url'] as const)('reads a key in %s', async (encoding) => {
    const master = randomBytes(32);
    await mkdir(dirname(keyFile));
    await writeFile(keyFile, `${master.toString(encoding)}\n`, { mode: 0o400 });
    expect(reveal(await openKeyring(keyFile))).toEqual(reveal(createKeyring(master)));
  });

  it.each([0o640, 0o604, 0o620, 0o666, 0o700])('refuses a file of mode %i', async (mode) => {
    await openKeyring(keyFile);
    await chmod(keyFile, mode);
    await expect(openKeyring(keyFile)).rejects.toThrow(StoreConfigurationError);
    await expect(openKeyring(keyFile)).rejects.toThrow(`chmod 600 ${keyFile}`);
  });

  it.each(['', 'changeme', 'ab'.repeat(31), `${'ab'.repeat(32)}\nmore`, 'z'.repeat(5000)])(
    'refuses a file that holds no key and does not show it',
    async (text) => {
      await mkdir(dirname(keyFile));
      await writeFile(keyFile, text, { mode: 0o600 });
      await expect(openKeyring(keyFile)).rejects.toThrow('openssl rand -hex 32');
      expect(await readFile(keyFile, 'utf8')).toBe(text);
      if (text !== '') await expect(openKeyring(keyFile)).rejects.not.toThrow(text);
    },
  );

  it('refuses what is not a file', async () => {
    await expect(openKeyring(scratch.path)).rejects.toThrow(StoreConfigurationError);
    await writeFile(join(scratch.path, 'file'), '');
    await expect(openKeyring(join(scratch.path, 'file', 'key'))).rejects.toThrow(StoreConfigurationError);
  });
});
