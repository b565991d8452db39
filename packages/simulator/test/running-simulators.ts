import { Secret } from '@ironbridge/common';
import { startIdracSimulator, type IdracSimulator, type IdracSimulatorOptions } from '@ironbridge/simulator';

import { LOGIN } from './redfish-client.js';

const running: IdracSimulator[] = [];

/** Starts a simulator that is closed after the test. */
export async function start(options: Partial<IdracSimulatorOptions> = {}): Promise<IdracSimulator> {
  const simulator = await startIdracSimulator({ password: new Secret(LOGIN.password), ...options });
  running.push(simulator);
  return simulator;
}

/** Closes what {@link start} started. */
export async function closeAll(): Promise<void> {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
}
