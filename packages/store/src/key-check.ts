import type { Secret } from '@ironbridge/common';
import { createHmac } from 'node:crypto';
import type { Database } from './database.js';
import { StoreConfigurationError } from './errors.js';
import type { Keyring } from './keyring.js';

const KEY_NAMES = ['driverInfo', 'connections', 'tokens'] as const satisfies readonly (keyof Keyring)[];

/** Says which key it is without helping to find it. */
function digestOf(key: Secret<Buffer>): Buffer {
  return createHmac('sha256', key.reveal()).update('ironbridge key check').digest();
}

/**
 * Remembers the keys at the first start and compares them at every later one, so that a wrong key file stops the start and is
 * not found out from rows that cannot be read.
 *
 * @throws StoreConfigurationError where the database was made with other keys
 */
export async function checkKeys(database: Database, keys: Keyring): Promise<void> {
  await database.write(async (tx) => {
    for (const name of KEY_NAMES) {
      const digest = digestOf(keys[name]);
      const known = await tx
        .selectFrom('key_checks')
        .select('digest')
        .where('name', '=', name)
        .executeTakeFirst();
      if (known === undefined) await tx.insertInto('key_checks').values({ name, digest }).execute();
      else if (!digest.equals(Buffer.from(known.digest))) {
        throw new StoreConfigurationError(
          'The database was made with another key; set [secrets] key_file to the file that was used with it',
        );
      }
    }
  });
}
