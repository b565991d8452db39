import { HARDWARE_TYPES, type ConsoleInterfaceManifest } from '@ironbridge/base';
import assert from 'node:assert/strict';
import { ConformanceHost } from './conformance-host.js';
import { MAX_CRASH_POINTS, type CrashPoint } from './crash-point.js';
import type { ConformanceBmc, ConformanceFacility, ConformanceHarness } from './harness.js';
import { NodeRecord } from './node-record.js';
import { Recording } from './recording.js';

function firstDriverOf({ name, hardwareTypes }: ConsoleInterfaceManifest): string {
  const driver =
    hardwareTypes[0] ?? HARDWARE_TYPES.find((type) => type.consoleInterfaces.includes(name))?.name;
  assert(driver, `No hardware type has the interface '${name}', and its manifest names none`);
  return driver;
}

/** What one case works with: BMCs, records of their nodes, and hosts, all of its own. */
export class ConformanceContext {
  public readonly harness: ConformanceHarness;
  public readonly recording: Recording;
  readonly #bmcs: ConformanceBmc[] = [];
  readonly #hosts: ConformanceHost[] = [];

  public constructor(harness: ConformanceHarness) {
    this.harness = harness;
    this.recording = new Recording(harness.manifest);
  }

  public has(facility: ConformanceFacility): boolean {
    return this.harness.lacks?.includes(facility) !== true;
  }

  /** A host with an instance of its own: what comes up after a crash. */
  public async openHost(): Promise<ConformanceHost> {
    const host = await ConformanceHost.open(this.harness, this.recording);
    this.#hosts.push(host);
    return host;
  }

  /** A node with a BMC of its own. */
  public async createRecord(): Promise<NodeRecord> {
    const bmc = await this.#createBmc();
    return this.#record(bmc, bmc.driverInfo);
  }

  /** A node that was enrolled with a wrong password. */
  public async createRecordWithWrongCredentials(): Promise<NodeRecord> {
    const bmc = await this.#createBmc();
    assert(bmc.wrongCredentials, "The harness gives no wrongCredentials: give them, or list it in 'lacks'");
    return this.#record(bmc, bmc.wrongCredentials);
  }

  /** Whatever reached BMCs so far, reads included. */
  public requests(): number {
    return [
      ...this.#hosts.map(({ requests }) => requests),
      ...this.#bmcs.map((bmc) => bmc.requests?.() ?? 0),
    ].reduce((sum, requests) => sum + requests, 0);
  }

  /**
   * Lets a host of its own die at each point of `work` in turn, every time with a fresh node, and hands the record that
   * remains to `check`.
   */
  public async crashEverywhere(
    at: CrashPoint['at'],
    work: (host: ConformanceHost, record: NodeRecord) => Promise<unknown>,
    check: (record: NodeRecord, found: unknown, point: string) => Promise<void>,
    prepare: (record: NodeRecord) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    for (let number = 1; number <= MAX_CRASH_POINTS; number++) {
      const record = await this.createRecord();
      const found = record.settings();
      await prepare(record);
      const host = await this.openHost();
      if (!(await host.crashes({ at, number }, () => work(host, record)))) return;
      await check(record, found, `${at} ${String(number)}`);
    }
    assert.fail(`It still was not done after ${String(MAX_CRASH_POINTS)} steps`);
  }

  public async close(): Promise<void> {
    for (const host of this.#hosts) host.close();
    this.recording.close();
    await Promise.all(this.#bmcs.map((bmc) => bmc.close()));
  }

  async #createBmc(): Promise<ConformanceBmc> {
    const bmc = await this.harness.createBmc();
    this.#bmcs.push(bmc);
    return bmc;
  }

  #record(bmc: ConformanceBmc, driverInfo: ConformanceBmc['driverInfo']): NodeRecord {
    const { manifest, driver } = this.harness;
    return new NodeRecord(bmc, manifest, driver ?? firstDriverOf(manifest), driverInfo);
  }
}
