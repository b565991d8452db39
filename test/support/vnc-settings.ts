import { VNC_ATTRIBUTES, type AttributeValues, type IdracSimulator } from '@ironbridge/simulator';

/** What a start may change on a simulated iDRAC and a stop must put back. */
export function vncSettings({ attributes }: IdracSimulator): AttributeValues {
  const { enable, port, timeout, sslEncryptionBitLength } = VNC_ATTRIBUTES;
  return Object.fromEntries(
    [enable, port, timeout, sslEncryptionBitLength].map((name) => [name, attributes[name] ?? null]),
  );
}
