import { nearestName } from './nearest-name.js';

describe('nearestName', () => {
  const known = ['redfish_address', 'redfish_password', 'ipmi_address', 'port'];

  it.each([
    ['redfish_adress', 'redfish_address'],
    ['REDFISH_PASSWORD', 'redfish_password'],
    ['redfish-password', 'redfish_password'],
    ['ipmi_addres', 'ipmi_address'],
    ['prot', 'port'],
    ['prt', 'port'],
    ['colour', undefined],
    ['', undefined],
  ])('takes %p for %p', (name, meant) => {
    expect(nearestName(name, known)).toBe(meant);
  });

  it('knows nothing near where nothing is known', () => {
    expect(nearestName('port', [])).toBeUndefined();
  });
});
