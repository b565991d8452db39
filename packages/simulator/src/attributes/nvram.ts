import { AttributeResource } from './attribute-resource.js';
import type { AttributeDefinition, AttributeValues } from './attribute-definition.js';
import { findFreePort } from '../free-port.js';
import {
  IDRAC_ATTRIBUTES,
  LIFECYCLE_CONTROLLER_ATTRIBUTES,
  SYSTEM_ATTRIBUTES,
  VNC_ATTRIBUTES,
  VNC_SERVER_ATTRIBUTES,
} from '../idrac/idrac-attributes.js';
import { readStateFile, writeStateFile } from './state-file.js';

export interface NvramOptions {
  readonly stateFile: string | undefined;
  readonly isLicensed: boolean;
  /** What the iDRAC says that it is. */
  readonly info: readonly AttributeDefinition[];
  /** `VNCServer.1.Port` where the state file has none; 0: one that is free on `host`. */
  readonly vncPort: number;
  readonly host: string;
  /** The VNC attributes that change by themselves. */
  readonly readLive: () => AttributeValues;
}

/** All attributes of a simulated iDRAC, and the file in which they last. */
export class Nvram {
  readonly #stateFile: string | undefined;
  public readonly idrac: AttributeResource;
  /** Of every resource, the iDRAC's first. */
  public readonly resources: readonly [AttributeResource, ...AttributeResource[]];
  public readonly definitions: readonly AttributeDefinition[];

  private constructor({ stateFile, isLicensed, info, readLive }: NvramOptions) {
    this.#stateFile = stateFile;
    this.idrac = new AttributeResource({
      fqdd: 'iDRAC.Embedded.1',
      id: 'iDRACAttributes',
      definitions: [...info, ...IDRAC_ATTRIBUTES, ...(isLicensed ? VNC_SERVER_ATTRIBUTES : [])],
      ...(isLicensed && { readLive }),
    });
    this.resources = [
      this.idrac,
      new AttributeResource({
        fqdd: 'System.Embedded.1',
        id: 'SystemAttributes',
        definitions: SYSTEM_ATTRIBUTES,
      }),
      new AttributeResource({
        fqdd: 'LifecycleController.Embedded.1',
        id: 'LCAttributes',
        definitions: LIFECYCLE_CONTROLLER_ATTRIBUTES,
      }),
    ];
    this.definitions = this.resources.flatMap(({ definitions }) => [...definitions.values()]);
  }

  /** @throws SimulatorOptionsError where the state file cannot be used, or a value in it or `vncPort` does not fit */
  public static async load(options: NvramOptions): Promise<Nvram> {
    const { stateFile, vncPort, host } = options;
    const nvram = new Nvram(options);
    const saved = stateFile === undefined ? undefined : await readStateFile(stateFile);
    const isPortSaved = saved?.[nvram.idrac.fqdd]?.[VNC_ATTRIBUTES.port] !== undefined;
    if (!isPortSaved) {
      const port = vncPort === 0 ? await findFreePort(host) : vncPort;
      nvram.idrac.restore({ [VNC_ATTRIBUTES.port]: port }, 'the options');
    }
    for (const resource of nvram.resources) {
      resource.restore(saved?.[resource.fqdd] ?? {}, `the state file ${stateFile ?? ''}`);
    }
    return nvram;
  }

  /** @throws SimulatorOptionsError where the state file cannot be written */
  public async save(): Promise<void> {
    if (this.#stateFile === undefined) return;
    const state = this.resources.map((resource) => [resource.fqdd, resource.readStored()] as const);
    await writeStateFile(this.#stateFile, Object.fromEntries(state));
  }
}
