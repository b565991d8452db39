/** A kind of server hardware and the console interfaces for it. */
export interface HardwareType {
  readonly name: string;
  /** Best first. The first of them that is enabled is the default. */
  readonly consoleInterfaces: readonly string[];
}

/** The hardware types that ship with Ironbridge. */
export const HARDWARE_TYPES: readonly HardwareType[] = [
  {
    name: 'idrac',
    consoleInterfaces: ['idrac-vnc', 'redfish-vnc', 'idrac-socat', 'ipmitool-socat', 'no-console'],
  },
  { name: 'redfish', consoleInterfaces: ['redfish-vnc', 'ipmitool-socat', 'no-console'] },
  { name: 'ipmi', consoleInterfaces: ['ipmitool-socat', 'no-console'] },
  { name: 'fake-hardware', consoleInterfaces: ['fake', 'no-console'] },
];
