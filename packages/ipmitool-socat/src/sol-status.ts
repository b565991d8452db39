/** What the BMC says of its serial over LAN. */
export interface SolStatus {
  /** Undefined where the BMC does not tell. */
  readonly isEnabled: boolean | undefined;
  /** Whether some session has the serial line; undefined where the BMC does not tell. */
  readonly isActive: boolean | undefined;
}

/**
 * Commands of ipmitool whose output {@link parseSolStatus} reads. The second is Get Payload Activation Status for payload type
 * SOL (IPMI 2.0 section 24.4), which ipmitool has no word for.
 */
export const SOL_STATUS_COMMANDS = ['sol info', 'raw 0x06 0x4a 0x01'] as const;

/** Reads the output of {@link SOL_STATUS_COMMANDS}. */
export function parseSolStatus(output: string): SolStatus {
  const enabled = /^Enabled\s*: (true|false)\s*$/m.exec(output)?.[1];
  // Capacity, then a bit for each instance; ipmitool uses instance 1.
  const instances = [...output.matchAll(/^ [0-9a-f]{2} ([0-9a-f]{2}) [0-9a-f]{2}\s*$/gm)].at(-1)?.[1];
  return {
    isEnabled: enabled === undefined ? undefined : enabled === 'true',
    isActive: instances === undefined ? undefined : (Number.parseInt(instances, 16) & 1) === 1,
  };
}
