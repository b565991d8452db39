import { StoreConfigurationError } from './errors.js';

/** Where the database is: a file, or the memory of this process. */
export type DatabaseLocation = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'memory' };

const SCHEME = /^([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:\/\//;

/**
 * Reads `[database] connection`, in SQLAlchemy's form: `sqlite:////abs/path`, `sqlite:///relative/path`, `sqlite://` for memory.
 *
 * Messages name only the scheme: the rest of a connection string may hold a password.
 *
 * @throws StoreConfigurationError
 */
export function parseConnectionString(connection: string): DatabaseLocation {
  const scheme = SCHEME.exec(connection);
  if (scheme === null) {
    throw new StoreConfigurationError(
      "[database] connection must begin with a scheme, such as 'sqlite:////var/lib/ironbridge/ironbridge.db'",
    );
  }
  const [prefix, database = ''] = scheme;
  if (database !== 'sqlite') {
    throw new StoreConfigurationError(
      `[database] connection: '${database}' is not supported yet by this version of Ironbridge; use 'sqlite:////absolute/path'`,
    );
  }
  const rest = connection.slice(prefix.length);
  if (rest === '' || rest === '/' || rest === '/:memory:') return { kind: 'memory' };
  if (!rest.startsWith('/')) {
    throw new StoreConfigurationError(
      '[database] connection: SQLite takes no host; write three slashes before a relative path and four before an absolute one',
    );
  }
  if (/[?#\0]/.test(rest)) {
    throw new StoreConfigurationError('[database] connection: SQLite takes no options after the path');
  }
  return { kind: 'file', path: rest.slice(1) };
}
