/** The attributes of the group SerialRedirection.1 that the console depends on. */
export interface SerialRedirection {
  /** Undefined where the iDRAC does not say. */
  readonly isEnabled: boolean | undefined;
  /** The byte that ends a session. */
  readonly quitByte: number;
}

/** Answers with `Enable=Enabled`, `QuitKey=^\` and others, a line each (iDRAC9 Attribute Registry, SerialRedirection.1). */
export const SERIAL_REDIRECTION_COMMAND = 'racadm get iDRAC.SerialRedirection';

/** Ctrl-\, which every iDRAC has from the factory. */
const FACTORY_QUIT_BYTE = 0x1c;

/** Reads the answer to {@link SERIAL_REDIRECTION_COMMAND}; what is not in it is taken as it comes from the factory. */
export function parseSerialRedirection(answer: string): SerialRedirection {
  const enable = /^\s*Enable=(Enabled|Disabled)\s*$/m.exec(answer)?.[1];
  const quitKey = /^\s*QuitKey=\^([@-_a-z])\s*$/m.exec(answer)?.[1];
  return {
    isEnabled: enable === undefined ? undefined : enable === 'Enabled',
    quitByte: quitKey === undefined ? FACTORY_QUIT_BYTE : quitKey.charCodeAt(0) & 0x1f,
  };
}
