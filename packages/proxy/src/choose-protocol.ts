import type { ConsoleConnection } from '@ironbridge/base';
import type { SessionRecord } from '@ironbridge/store';
import type { ConsoleProtocol } from './console-protocol.js';
import type { AllowedSecurity } from './options.js';
import { SerialProtocol } from './serial-protocol.js';
import { VncProtocol } from './vnc-protocol.js';

/**
 * How a viewer of this session is connected to a console.
 *
 * @throws ConsoleNotSupportedError or SecurityNotAllowedError, before anything is dialled
 */
export function chooseProtocol(
  connection: ConsoleConnection,
  session: Pick<SessionRecord, 'mode' | 'user'>,
  allowedSecurity: readonly AllowedSecurity[],
): ConsoleProtocol {
  switch (connection.type) {
    case 'vnc':
      return new VncProtocol(connection, session.mode, allowedSecurity);
    case 'serial':
      return new SerialProtocol(connection, session);
  }
}
