import { Secret } from '@ironbridge/common';
import { hkdfSync } from 'node:crypto';
import { StoreConfigurationError } from './errors.js';

export const MASTER_KEY_BYTES = 32;

/** The keys of an installation, each for one use only. */
export interface Keyring {
  /** Encrypts `driver_info`: what is needed to log in to BMCs. */
  readonly driverInfo: Secret<Buffer>;
  /** Encrypts connections and the state that drivers save. */
  readonly connections: Secret<Buffer>;
  /** Signs console tokens. */
  readonly tokens: Secret<Buffer>;
}

/** HKDF-SHA256 (RFC 5869). The label separates the keys; it must never change, or what is stored cannot be read. */
function derive(master: Buffer, label: string): Secret<Buffer> {
  return new Secret(Buffer.from(hkdfSync('sha256', master, '', `ironbridge/1/${label}`, MASTER_KEY_BYTES)));
}

/**
 * Derives the keys from a master key of 32 random bytes. Hosts that keep the master key elsewhere than in a file start here.
 *
 * @throws StoreConfigurationError for a master key of another length
 */
export function createKeyring(master: Buffer): Keyring {
  if (master.length !== MASTER_KEY_BYTES) {
    throw new StoreConfigurationError(
      `The master key must be ${String(MASTER_KEY_BYTES)} bytes long, not ${String(master.length)}`,
    );
  }
  return {
    driverInfo: derive(master, 'driver-info'),
    connections: derive(master, 'connections'),
    tokens: derive(master, 'tokens'),
  };
}
