import type { IronbridgeError } from '@ironbridge/common';
import { BmcBusyError, BmcUnreachableError, IpmiCipherSuiteError, IpmiCredentialsError } from './errors.js';

/** Texts of ipmitool and of the completion codes of IPMI 2.0, table 5-2, that pass by themselves (Ironic's list). */
const BUSY = [
  'insufficient resources for session',
  'Node busy',
  'Timeout',
  'Out of space',
  'BMC initialization in progress',
];

/** RMCP+ status codes for a proposal that the BMC does not take (IPMI 2.0 table 13-15). */
const CIPHER_SUITE =
  /Unsupported cipher suite ID|open session response message : (no (matching )?cipher suite|no Cipher Suite match|invalid (authentication|integrity|confidentiality) algorithm|invalid role)/i;

const NO_SESSION =
  /Unable to establish|Could not open socket|Address lookup for|Get Auth Capabilities error|Error in open session/;

/**
 * Why ipmitool (`-v`) got no session with the BMC, or undefined where it got one, whatever the commands then did.
 *
 * @param retryable further texts that pass by themselves
 */
export function ipmitoolFailure(
  output: string,
  { address, port, suites }: { address: string; port: number; suites: readonly string[] },
  retryable: readonly string[],
): IronbridgeError | undefined {
  if (!NO_SESSION.test(output)) return undefined;
  const busy = [...BUSY, ...retryable].find((text) => output.includes(text));
  if (busy !== undefined) return new BmcBusyError(address, busy);
  if (CIPHER_SUITE.test(output)) return new IpmiCipherSuiteError(address, suites);
  if (/unauthorized name|Invalid user name/i.test(output)) return new IpmiCredentialsError(address, 'user');
  if (output.includes('RAKP 2 HMAC is invalid')) return new IpmiCredentialsError(address, 'password');
  if (output.includes('RAKP 4 message has invalid integrity check')) {
    return new IpmiCredentialsError(address, 'key');
  }
  if (/unauthorized role|privilege/i.test(output)) return new IpmiCredentialsError(address, 'privilege');
  if (output.includes('Address lookup for')) {
    return new BmcUnreachableError(address, port, 'its name cannot be resolved');
  }
  return new BmcUnreachableError(address, port, 'it does not answer');
}
