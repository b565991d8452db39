import { parseConnectionString } from './connection-string.js';
import { StoreConfigurationError } from './errors.js';

describe('parseConnectionString', () => {
  it.each([
    ['sqlite:////var/lib/ironbridge/db', { kind: 'file', path: '/var/lib/ironbridge/db' }],
    ['sqlite:///ironbridge.db', { kind: 'file', path: 'ironbridge.db' }],
    ['sqlite+pysqlite:///a%20b', { kind: 'file', path: 'a%20b' }],
    ['sqlite://', { kind: 'memory' }],
    ['sqlite:///:memory:', { kind: 'memory' }],
  ])('reads %s', (connection, location) => {
    expect(parseConnectionString(connection)).toEqual(location);
  });

  it.each([
    ['sqlite://host/path', 'three slashes'],
    ['sqlite:///file?timeout=3', 'no options'],
    ['/var/lib/ironbridge.db', 'scheme'],
    ['', 'scheme'],
  ])('refuses %j', (connection, hint) => {
    expect(() => parseConnectionString(connection)).toThrow(StoreConfigurationError);
    expect(() => parseConnectionString(connection)).toThrow(hint);
  });

  it.each(['postgresql://ib:s3cret@db/ib', 'mysql+pymysql://ironic:s3cret@db/ironic'])(
    'says that %s is not supported yet, without its password',
    (connection) => {
      expect(() => parseConnectionString(connection)).toThrow(/not supported yet/);
      expect(() => parseConnectionString(connection)).not.toThrow(/s3cret/);
    },
  );
});
