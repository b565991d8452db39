import { Secret } from '@ironbridge/common';
import { startIdracSimulator, type IdracSimulator, type IdracSimulatorOptions } from '@ironbridge/simulator';

const started: IdracSimulator[] = [];

/** A simulated iDRAC, and what a node's driver_info says of it. */
export interface SimulatedBmc {
  readonly simulator: IdracSimulator;
  readonly driverInfo: Readonly<Record<string, unknown>>;
}

export type SimulatedBmcOptions = Omit<IdracSimulatorOptions, 'password'> & {
  /** Default: the same for all. */
  readonly password?: string;
};

/** Starts a simulated iDRAC that ends with the test file. */
export async function startBmc({
  password = 'calvin-of-the-test',
  ...options
}: SimulatedBmcOptions = {}): Promise<SimulatedBmc> {
  const simulator = await startIdracSimulator({ ...options, password: new Secret(password) });
  started.push(simulator);
  return {
    simulator,
    driverInfo: {
      redfish_address: simulator.url,
      redfish_username: 'root',
      redfish_password: password,
    },
  };
}

afterAll(async () => {
  await Promise.all(started.map((simulator) => simulator.close()));
});
