import type { ConsoleConnection } from '@ironbridge/base';
import type { IdracVncOptions } from './driver-info.js';
import type { IdracVncState } from './idrac-vnc-state.js';
import { differingSettings, type VncServer, type VncSettings } from './vnc-server-attributes.js';

/**
 * What a start writes beside the password: Enable always, the others where driver_info names a value. What an earlier start
 * of the same console wrote for a key that is gone since goes back to the value found.
 */
export function settingsToWrite(
  options: IdracVncOptions,
  state: IdracVncState | null,
  server: VncServer,
): VncSettings {
  const wasWritten = (name: keyof VncSettings): boolean =>
    state?.written.some((settings) => settings[name] !== undefined) === true;
  const port = options.drac_vnc_port ?? (wasWritten('Port') ? state?.found.Port : undefined);
  const timeout = options.drac_vnc_timeout ?? (wasWritten('Timeout') ? state?.found.Timeout : undefined);
  const encryption =
    options.drac_vnc_ssl_bitlength ??
    (wasWritten('SSLEncryptionBitLength') ? state?.found.SSLEncryptionBitLength : undefined);
  const hasEncryption = server.settings.SSLEncryptionBitLength !== undefined;
  return {
    Enable: 'Enabled',
    ...(port === undefined ? {} : { Port: port }),
    ...(timeout === undefined ? {} : { Timeout: timeout }),
    ...(encryption === undefined || !hasEncryption ? {} : { SSLEncryptionBitLength: encryption }),
  };
}

/** Whether `connection` still leads to the console that `options` ask for, so that a start has nothing to do. */
export function isIntact(
  connection: ConsoleConnection,
  state: IdracVncState | null,
  options: IdracVncOptions,
  server: VncServer,
): boolean {
  if (state === null || connection.type !== 'vnc' || connection.security.kind !== 'vnc') return false;
  const { SSLEncryptionBitLength: encryption = 'Disabled' } = server.settings;
  const isPasswordWanted =
    options.vnc_password === undefined
      ? !state.isGivenPassword
      : options.vnc_password.reveal() === state.password;
  return (
    connection.host === options.redfish_address.host &&
    connection.port === server.settings.Port &&
    connection.slots === Math.min(server.maxSessions, 64) &&
    connection.security.password.reveal() === state.password &&
    isPasswordWanted &&
    encryption === 'Disabled' &&
    differingSettings(settingsToWrite(options, state, server), server).length === 0
  );
}
