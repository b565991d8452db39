import { parseApiVersion } from './api-version.js';

describe('parseApiVersion', () => {
  it.each([
    [undefined, 1],
    ['1.1', 1],
    ['1.82', 82],
    [' 1.5 ', 5],
    ['latest', 82],
    ['LATEST', 82],
  ])('reads %j as 1.%i', (header, minor) => {
    expect(parseApiVersion(header)).toBe(minor);
  });

  it.each(['1.0', '1.83', '1.999999999'])('refuses %s for its minor version', (header) => {
    expect(() => parseApiVersion(header)).toThrow('but the minor version is not supported');
  });

  it.each(['0.9', '2.0', '2.82'])('refuses %s for its major version', (header) => {
    expect(() => parseApiVersion(header)).toThrow('Mutually exclusive versions requested');
  });

  it.each(['', 'junk', '1', '1.', '1.5.1', '-1.5', '1.5, 1.6', '1.9999999999', '1e1.5', 'baremetal 1.5'])(
    'cannot read %j',
    (header) => {
      expect(() => parseApiVersion(header)).toThrow(
        'Invalid value for X-OpenStack-Ironic-API-Version header',
      );
    },
  );
});
