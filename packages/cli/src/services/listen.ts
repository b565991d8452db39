import { AddressInUseError } from '../errors.js';

/**
 * Listens, and says which option to change where the port is taken.
 *
 * @throws AddressInUseError
 */
export async function listen<T>(
  listening: Promise<T>,
  { host, port, option }: { host: string; port: number; option: string },
): Promise<T> {
  try {
    return await listening;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new AddressInUseError(`${host}:${String(port)}`, option, { cause: error });
    }
    throw error;
  }
}
