import { driverInfoProperties } from '@ironbridge/base';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from './manifest.js';

const properties = [...driverInfoProperties(manifest.driverInfo)];

describe('RedfishVncDriverInfo', () => {
  it('requires the address only, and marks both passwords secret', () => {
    expect(properties.filter(([, { required }]) => required).map(([key]) => key)).toEqual([
      'redfish_address',
    ]);
    expect(properties.filter(([, { secret }]) => secret).map(([key]) => key)).toEqual([
      'redfish_password',
      'vnc_password',
    ]);
  });
});

describe('README', () => {
  it('has the options and their descriptions as the schema has them', () => {
    const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
    const section = readme.slice(readme.indexOf('### driver_info'));
    const rows = [...section.matchAll(/^\| `([a-z_]+)` +\| (.*?) +\|$/gm)].map(([, key, text]) => [
      key,
      text,
    ]);
    expect(rows).toEqual(properties.map(([key, { description }]) => [key, description]));
  });
});
