import { ipmitoolFailure } from './ipmitool-failure.js';

const failureOf = (output: string, retryable: readonly string[] = []): ReturnType<typeof ipmitoolFailure> =>
  ipmitoolFailure(output, { address: '192.0.2.7', port: 623, suites: ['17'] }, retryable);

const NONE = 'Error: Unable to establish IPMI v2 / RMCP+ session\n';

describe('ipmitoolFailure', () => {
  // The first lines of each are what ipmitool 1.8.19 said to OpenIPMI's simulator.
  it.each([
    ['> RAKP 2 HMAC is invalid', 'refused', 'ERR_IPMI_CREDENTIALS', 'driver_info/ipmi_password'],
    [
      'RAKP 2 message indicates an error : unauthorized name',
      'refused',
      'ERR_IPMI_CREDENTIALS',
      'driver_info/ipmi_username',
    ],
    [
      '> RAKP 4 message has invalid integrity check value',
      'refused',
      'ERR_IPMI_CREDENTIALS',
      'driver_info/ipmi_hex_kg_key',
    ],
    [
      'RAKP 2 message indicates an error : unauthorized role or privilege level requested',
      'refused',
      'ERR_IPMI_CREDENTIALS',
      'driver_info/ipmi_priv_level',
    ],
    [
      'Error in open session response message : invalid authentication algorithm',
      'refused',
      'ERR_IPMI_CIPHER_SUITE',
      'cipher suite 17',
    ],
    [
      'Error in open session response message : no matching cipher suite',
      'refused',
      'ERR_IPMI_CIPHER_SUITE',
      'ipmi_cipher_suite',
    ],
    ['Unsupported cipher suite ID : 99', 'refused', 'ERR_IPMI_CIPHER_SUITE', 'ipmi_cipher_suite'],
    [
      'Error in open session response message : insufficient resources for session',
      'unavailable',
      'ERR_IPMI_BUSY',
      'busy',
    ],
    [
      'Get Auth Capabilities error',
      'unavailable',
      'ERR_IPMI_UNREACHABLE',
      'UDP port 623: it does not answer',
    ],
    [
      'Address lookup for nosuch.invalid failed\nCould not open socket!',
      'unavailable',
      'ERR_IPMI_UNREACHABLE',
      'cannot be resolved',
    ],
  ])('reads %j', (line, kind, code, words) => {
    const failure = failureOf(`Loading IANA PEN Registry...\n${line}\n${NONE}`);
    expect(failure).toMatchObject({ kind, code });
    expect(failure?.message).toContain(words);
  });

  it('takes further texts that pass by themselves', () => {
    expect(failureOf(`Gone fishing\n${NONE}`, ['Gone fishing'])?.code).toBe('ERR_IPMI_BUSY');
  });

  it('finds none where there was a session, whatever a command said', () => {
    expect(failureOf('Unable to send RAW command (rsp=0xc1): Invalid command\n')).toBeUndefined();
  });
});
