import type { Logger } from '@ironbridge/common';

import { BuiltInBackend } from './built-in-backend.js';
import { createCommandHook } from './command-hook.js';
import type { IdracVncOptions } from '../idrac/idrac-options.js';
import { createQmpHook } from './qmp-hook.js';
import { RelayBackend } from './relay-backend.js';

const LOOPBACK = '127.0.0.1';
const IDRAC_DESKTOP_NAME = 'OpenVNC';

/** What the options put behind the VNC port. */
export function createVncBackend(options: IdracVncOptions, log: Logger): BuiltInBackend | RelayBackend {
  switch (options.kind) {
    case 'built-in': {
      const { name = IDRAC_DESKTOP_NAME, picture } = options;
      return new BuiltInBackend({ name, picture, log });
    }
    case 'external': {
      const { host = LOOPBACK, port, apply } = options;
      return new RelayBackend({ host, port, hook: apply && createCommandHook(apply), log });
    }
    case 'qemu': {
      const { vncHost: host = LOOPBACK, vncPort: port, qmpSocket } = options;
      return new RelayBackend({ host, port, hook: createQmpHook(qmpSocket), log });
    }
  }
}
