import { vulnerableIdracFirmwareWarning } from './vulnerable-idrac-firmware.js';

describe('vulnerableIdracFirmwareWarning', () => {
  it.each([
    ['15G Monolithic', '5.00.00.00', true],
    ['14G Monolithic', '5.10.00.00', true],
    ['', '5.10.00.00', true],
    ['15G Monolithic', '5.10.10.00', false],
    ['15G Monolithic', '4.40.00.00', false],
    ['16G Monolithic', '6.10.30.00', false],
    ['17G Monolithic', '5.00.00.00', false],
    ['15G Monolithic', '', false],
    ['15G Monolithic', 'five', false],
  ])('judges model %j with firmware %j as %s (CVE-2022-24422)', (model, firmwareVersion, isVulnerable) => {
    const warning = vulnerableIdracFirmwareWarning(model, firmwareVersion);
    expect(warning?.includes(`${firmwareVersion} has CVE-2022-24422`) ?? false).toBe(isVulnerable);
  });
});
