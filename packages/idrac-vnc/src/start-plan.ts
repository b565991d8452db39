import { isSameConnection, type ConsoleConnection } from '@ironbridge/base';
import { Secret } from '@ironbridge/common';
import type { IdracVncOptions } from './driver-info.js';
import type { Idrac } from './idrac.js';
import type { IdracVncState } from './idrac-vnc-state.js';
import { vncConnectionOf } from './vnc-connection-of.js';
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

/**
 * The writes of a start, the password being part of the first. A server that has all settings already although its console
 * was lost hangs; what helps is to switch it off, set it, and switch it on (kambiz-aghaiepour/dracs).
 *
 * @param isLost whether an earlier start has served and its connection no longer holds
 */
export function stepsOf(settings: VncSettings, isLost: boolean, server: VncServer): readonly VncSettings[] {
  if (!isLost || differingSettings(settings, server).length > 0) return [settings];
  return [{ ...settings, Enable: 'Disabled' }, { Enable: 'Enabled' }];
}

/** Whether `connection` still leads to the console that `options` ask for, so that a start has nothing to do. */
export function isIntact(
  connection: ConsoleConnection,
  state: IdracVncState | null,
  options: IdracVncOptions,
  idrac: Idrac,
): boolean {
  if (state === null) return false;
  const server = idrac.vncServer;
  const isPasswordWanted =
    options.vnc_password === undefined
      ? !state.isGivenPassword
      : options.vnc_password.reveal() === state.password;
  return (
    isPasswordWanted &&
    differingSettings(settingsToWrite(options, state, server), server).length === 0 &&
    isSameConnection(connection, vncConnectionOf(idrac, server, new Secret(state.password)))
  );
}
