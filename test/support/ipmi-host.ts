import { startIpmiSim, type IpmiSim, type IpmiSimOptions } from './ipmi-sim.js';
import { SerialHost } from './serial-host.js';

export interface EnrolOptions {
  readonly options?: IpmiSimOptions;
  /** What driver_info says otherwise than the BMC is. */
  readonly change?: Readonly<Record<string, unknown>> | undefined;
}

/** A real `ironbridge up` with ipmitool-socat, and a simulated BMC for each of its nodes. */
export class IpmiHost {
  public readonly host: SerialHost;
  readonly #sims: IpmiSim[] = [];

  private constructor(host: SerialHost) {
    this.host = host;
  }

  public static async start(): Promise<IpmiHost> {
    return new IpmiHost(await SerialHost.start({ consoleInterface: 'ipmitool-socat', driver: 'ipmi' }));
  }

  public async enrol(name: string, { options, change = {} }: EnrolOptions = {}): Promise<IpmiSim> {
    const sim = await startIpmiSim(options);
    this.#sims.push(sim);
    await this.host.enrol(name, { ...sim.driverInfo, ...change });
    return sim;
  }

  /** The pids of the ipmitool of each console. */
  public async ipmitools(): Promise<readonly number[]> {
    const processes = await this.host.processes();
    return processes.filter(({ cmdline }) => cmdline.startsWith('ipmitool\0')).map(({ pid }) => pid);
  }

  /** Ends all consoles, and their BMCs. */
  public async clear(): Promise<void> {
    await this.host.clear();
    await Promise.all(this.#sims.splice(0).map((sim) => sim.close()));
  }

  public async close(): Promise<void> {
    await this.host.close();
  }
}
