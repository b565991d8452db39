import type { Node } from '@ironbridge/base';
import { kindOf, type JsonObject } from '@ironbridge/common';
import { createConductor, type Conductor } from '@ironbridge/conductor';
import redfishVnc from '@ironbridge/redfish-vnc';
import type { IdracFaults } from '@ironbridge/simulator';
import { BMC_PASSWORD, REDFISH_WAYS, type RedfishBmc, type RedfishWay } from '../support/redfish-bmcs.js';

const STARTED = 'started';

interface Fault {
  readonly name: string;
  readonly faults?: Partial<IdracFaults>;
  readonly driverInfo?: JsonObject;
  /** Kind of the error of a start, or that it started, for a way that asks the BMC. */
  readonly outcome: (way: RedfishWay) => string;
  readonly startTimeoutMs?: number;
}

const FAULTS: readonly Fault[] = [
  { name: 'none', outcome: () => STARTED },
  { name: 'no answer', faults: { hang: true }, outcome: () => 'timeout', startTimeoutMs: 1_000 },
  { name: 'slow', faults: { slowMs: 50 }, outcome: () => STARTED },
  { name: 'busy twice', faults: { unavailableRequests: 2 }, outcome: () => STARTED },
  { name: 'cut twice', faults: { resetRequests: 2 }, outcome: () => STARTED },
  { name: 'half an answer', faults: { truncatedReplies: 1 }, outcome: () => 'protocol' },
  { name: 'lost reply', faults: { lostReplies: 1 }, outcome: () => STARTED },
  { name: 'restart at change', faults: { rebootAtChangeMs: 300 }, outcome: () => STARTED },
  { name: 'redirect', faults: { redirectTo: 'http://127.0.0.2:9' }, outcome: () => 'protocol' },
  {
    name: 'password policy',
    faults: { passwordPolicy: true },
    outcome: ({ setsPassword }) => (setsPassword ? 'refused' : STARTED),
  },
  {
    name: 'sessions taken',
    faults: { slotsTaken: true },
    outcome: ({ countsSessions }) => (countsSessions ? 'conflict' : STARTED),
  },
  {
    name: 'wrong password',
    driverInfo: { redfish_password: 'wr0ng' },
    outcome: () => 'refused',
  },
];

const NO_FAULTS: Partial<IdracFaults> = {
  hang: false,
  slowMs: 0,
  resetRequests: 0,
  truncatedReplies: 0,
  lostReplies: 0,
  rebootAtChangeMs: 0,
  unavailableRequests: 0,
  redirectTo: undefined,
  passwordPolicy: false,
  slotsTaken: false,
};

const table: string[] = [];

const nodeOf = ({ url }: RedfishBmc, driverInfo: JsonObject = {}): Node => ({
  uuid: '0a2f6a0c-7d4a-4a55-8f52-0a8b7de4cf3b',
  name: null,
  driver: 'redfish',
  driverInfo: {
    redfish_address: url,
    redfish_username: 'root',
    redfish_password: BMC_PASSWORD,
    ...driverInfo,
  },
  consoleInterface: null,
});

async function startOutcome(conductor: Conductor, node: Node): Promise<string> {
  try {
    await conductor.startConsole(node);
    return STARTED;
  } catch (error) {
    return kindOf(error);
  }
}

describe.each(REDFISH_WAYS)('redfish-vnc by $strategy', (way) => {
  it.each(FAULTS)('leaves the BMC as it was after a start with this fault: $name', async (fault) => {
    const bmc = await way.start();
    const conductor = await createConductor({
      interfaces: [redfishVnc],
      enabledConsoleInterfaces: ['redfish-vnc'],
      startTimeoutMs: fault.startTimeoutMs ?? 20_000,
    });
    const node = nodeOf(bmc, { ...way.driverInfo, ...fault.driverInfo });
    try {
      const before = bmc.settings();
      Object.assign(bmc.faults, fault.faults);
      const outcome = await startOutcome(conductor, node);
      const stored = await conductor.getConsole(node);
      Object.assign(bmc.faults, NO_FAULTS);
      await conductor.stopConsole(node);

      table.push(`${way.strategy.padEnd(9)} ${fault.name.padEnd(18)} ${outcome}`);
      expect(outcome).toBe(way.strategy === 'declared' ? STARTED : fault.outcome(way));
      expect(stored === null).toBe(outcome !== STARTED);
      expect(await conductor.getConsole(node)).toBeNull();
      expect(bmc.settings()).toEqual(before);
      expect(bmc.activeRedfishSessions).toBe(0);
      expect(bmc.failedLogins).toBeLessThanOrEqual(1);
    } finally {
      await bmc.close();
    }
  });
});

afterAll(() => {
  process.stdout.write(`${['strategy  fault              outcome', ...table].join('\n')}\n`);
});
