/**
 * What to warn of where an iDRAC9 firmware has CVE-2022-24422: its VNC server lets anybody in without a password
 * (5.00.00.00 up to, not including, 5.10.10.00). Versions of other generations are not comparable.
 *
 * @param model such as `15G Monolithic`; an iDRAC that does not tell is taken for an iDRAC9
 * @returns undefined where the firmware does not have it
 */
export function vulnerableIdracFirmwareWarning(model: string, firmwareVersion: string): string | undefined {
  if (model !== '' && !/^1[456]G/.test(model)) return undefined;
  const version = /^(\d+)\.(\d+)\.(\d+)/.exec(firmwareVersion);
  if (version === null) return undefined;
  const [major = 0, minor = 0, patch = 0] = version.slice(1).map(Number);
  const isVulnerable = major === 5 && (minor < 10 || (minor === 10 && patch < 10));
  return isVulnerable
    ? `While this console is enabled, anybody who reaches the iDRAC can see and drive the server without a password: its firmware ${firmwareVersion} ` +
        'has CVE-2022-24422. Update it to 5.10.10.00 or later.'
    : undefined;
}
