import type { Logger } from '@ironbridge/common';

import { BuiltInBackend } from './built-in-backend.js';
import { createCommandHook } from './command-hook.js';
import type { IdracVncOptions } from '../idrac/idrac-options.js';
import { createQmpHook } from './qmp-hook.js';
import type { VencryptOptions } from './rfb-session.js';
import type { VncQuirks } from './vnc-quirks.js';
import { RelayBackend } from './relay-backend.js';

const LOOPBACK = '127.0.0.1';
/** As an iDRAC says. */
const IDRAC_DESKTOP_NAME = 'OpenVNC';

export interface CreateVncBackendOptions {
  /** Of the built-in server, where its options have none. Default: that of an iDRAC */
  readonly desktopName?: string | undefined;
  /** Of the built-in server, where its options have none. Default: none */
  readonly quirks?: VncQuirks;
  /** Of the built-in server. */
  readonly vencrypt?: VencryptOptions | undefined;
  readonly log: Logger;
}

/** What the options put behind the VNC port. */
export function createVncBackend(
  options: IdracVncOptions,
  { desktopName = IDRAC_DESKTOP_NAME, quirks: defaultQuirks = {}, vencrypt, log }: CreateVncBackendOptions,
): BuiltInBackend | RelayBackend {
  switch (options.kind) {
    case 'built-in': {
      const { name = desktopName, picture, quirks = defaultQuirks } = options;
      return new BuiltInBackend({ name, picture, quirks, vencrypt, log });
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
