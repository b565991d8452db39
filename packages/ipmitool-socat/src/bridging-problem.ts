import { DriverInfoError } from '@ironbridge/base';
import type { IpmitoolSocatOptions } from './driver-info.js';

const NEEDED = {
  no: [],
  single: ['ipmi_target_channel', 'ipmi_target_address'],
  dual: ['ipmi_transit_channel', 'ipmi_transit_address', 'ipmi_target_channel', 'ipmi_target_address'],
} as const satisfies Record<IpmitoolSocatOptions['ipmi_bridging'], readonly (keyof IpmitoolSocatOptions)[]>;

/** The keys that the way of bridging needs and that are missing, as an error. */
export function bridgingProblem(options: IpmitoolSocatOptions): DriverInfoError | undefined {
  const missing = NEEDED[options.ipmi_bridging].filter((key) => options[key] === undefined);
  if (missing.length === 0) return undefined;
  return new DriverInfoError(
    `[${missing.map((key) => `'${key}'`).join(', ')}] not provided, which ipmi_bridging '${options.ipmi_bridging}' needs`,
    missing,
  );
}
