import type { ConsoleConnection } from '@ironbridge/base';
import type { SessionRecord } from '@ironbridge/store';
import type { ConsoleProtocol } from './console-protocol.js';
import { SerialProtocol } from './serial-protocol.js';
import { VncProtocol } from './vnc-protocol.js';

/**
 * How a viewer of this session is connected to a console.
 *
 * @throws ConsoleNotSupportedError before anything is dialled
 */
export function chooseProtocol(
  connection: ConsoleConnection,
  session: Pick<SessionRecord, 'mode' | 'user'>,
): ConsoleProtocol {
  switch (connection.type) {
    case 'vnc':
      return new VncProtocol(connection, session.mode);
    case 'serial':
      return new SerialProtocol(connection, session);
  }
}
