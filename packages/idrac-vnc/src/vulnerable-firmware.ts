/**
 * Whether an iDRAC9 firmware has CVE-2022-24422: its VNC server lets anybody in without a password
 * (5.00.00.00 up to, not including, 5.10.10.00). Versions of other generations are not comparable.
 *
 * @param model such as `15G Monolithic`; an iDRAC that does not tell is taken for an iDRAC9
 */
export function isVulnerableFirmware(model: string, firmwareVersion: string): boolean {
  if (model !== '' && !/^1[456]G/.test(model)) return false;
  const version = /^(\d+)\.(\d+)\.(\d+)/.exec(firmwareVersion);
  if (version === null) return false;
  const [major = 0, minor = 0, patch = 0] = version.slice(1).map(Number);
  return major === 5 && (minor < 10 || (minor === 10 && patch < 10));
}
