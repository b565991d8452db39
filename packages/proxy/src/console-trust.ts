import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { CaFileError } from './console-tls-errors.js';

/** Whether a console's certificate is checked, and against which authorities: Node's where `ca` is not given. */
export interface ConsoleTrust {
  readonly isChecked: boolean;
  readonly ca?: string | Buffer;
}

const MAX_CA_FILE_BYTES = 1024 * 1024;

/**
 * What a connection's `verifyCa` means on this machine. Read it before dialling: TLS then starts without a pause.
 *
 * @param ca the proxy's own authorities, behind `verifyCa: true`
 * @throws CaFileError
 */
export async function readConsoleTrust(
  verifyCa: boolean | string,
  ca: ConsoleTrust['ca'],
): Promise<ConsoleTrust> {
  if (verifyCa === false) return { isChecked: false };
  const authorities = verifyCa === true ? ca : await readCaFile(verifyCa);
  return { isChecked: true, ...(authorities !== undefined && { ca: authorities }) };
}

async function readCaFile(path: string): Promise<Buffer> {
  try {
    const pem = await readFile(path);
    if (pem.length > MAX_CA_FILE_BYTES || !pem.includes('-----BEGIN CERTIFICATE-----')) {
      throw new CaFileError(path);
    }
    createSecureContext({ ca: pem });
    return pem;
  } catch (cause) {
    throw cause instanceof CaFileError ? cause : new CaFileError(path, { cause });
  }
}
