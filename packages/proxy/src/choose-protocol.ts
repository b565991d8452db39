import type { ConsoleConnection } from '@ironbridge/base';
import type { AccessMode } from '@ironbridge/store';
import type { ConsoleProtocol } from './console-protocol.js';
import { ConsoleNotSupportedError } from './errors.js';
import { VncProtocol } from './vnc-protocol.js';

/**
 * How a viewer with these rights is connected to a console.
 *
 * @throws ConsoleNotSupportedError before anything is dialled
 */
export function chooseProtocol(connection: ConsoleConnection, mode: AccessMode): ConsoleProtocol {
  switch (connection.type) {
    case 'vnc':
      return new VncProtocol(connection, mode);
    case 'serial':
      throw new ConsoleNotSupportedError('serial consoles');
  }
}
