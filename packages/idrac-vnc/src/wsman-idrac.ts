import { backoffMs, type Clock, type Logger, type Secret } from '@ironbridge/common';
import { WsmanFaultError, type WsmanClient, type WsmanParameters, type XmlElement } from '@ironbridge/wsman';
import { IdracBusyError, VncServerUnreadableError } from './errors.js';
import type { Idrac, SettingFault } from './idrac.js';
import { readVncServer, type VncServer, type VncSettings } from './vnc-server-attributes.js';

const DCIM = 'http://schemas.dell.com/wbem/wscim/1/cim-schema/2/';
const IDRAC = 'iDRAC.Embedded.1';
const VNC_GROUP = 'VNCServer.1';
const INFO_GROUP = 'Info.1';

/** Values of ReturnValue (DCIM_iDRACCardService). */
const DONE = '0';
const REFUSED = '2';
const JOB_CREATED = '4096';

const READY_ATTEMPTS = 6;
const READY_PAUSE_MS = 3_000;
/** A job for settings of the iDRAC itself takes from a moment to a minute. */
const JOB_PAUSE = { baseMs: 250, maxMs: 2_000 };
const JOB_ATTEMPTS = 60;
const DISCARD_ATTEMPTS = 9;

export interface WsmanIdracOptions {
  readonly client: WsmanClient;
  readonly host: string;
  readonly verifyCa: boolean | string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

interface Reading {
  /** By names as Redfish has them, such as `VNCServer.1.Port`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly hasPending: boolean;
}

/** An iDRAC7, 8 or 9, whose settings are rows of the DCIM_iDRACCard classes. */
export class WsmanIdrac implements Idrac {
  public readonly protocol = 'wsman';
  public readonly host: string;
  public readonly verifyCa: boolean | string;
  readonly #options: WsmanIdracOptions;
  readonly #client: WsmanClient;
  #info: Readonly<Record<string, string>> = {};
  #reading: Reading = { attributes: {}, hasPending: false };

  private constructor(options: WsmanIdracOptions) {
    this.host = options.host;
    this.verifyCa = options.verifyCa;
    this.#options = options;
    this.#client = options.client;
  }

  /** @throws IdracBusyError while the Lifecycle Controller is not ready, and the errors of WsmanClient */
  public static async find(options: WsmanIdracOptions): Promise<WsmanIdrac> {
    const idrac = new WsmanIdrac(options);
    await idrac.#awaitReady();
    const type = await idrac.#read('DCIM_iDRACCardEnumeration', INFO_GROUP);
    const version = await idrac.#read('DCIM_iDRACCardString', INFO_GROUP);
    idrac.#info = { ...version.attributes, ...type.attributes };
    await idrac.#readVnc();
    return idrac;
  }

  public get address(): string {
    return this.#client.address;
  }

  public get model(): string {
    return this.#info[`${INFO_GROUP}.Type`] ?? '';
  }

  public get firmwareVersion(): string {
    return this.#info[`${INFO_GROUP}.Version`] ?? '';
  }

  public get vncServer(): VncServer {
    return readVncServer(this.address, this.#reading.attributes);
  }

  public async refresh(): Promise<VncServer> {
    await this.#readVnc();
    return this.vncServer;
  }

  public async write(settings: VncSettings, password?: Secret): Promise<readonly SettingFault[]> {
    await this.discardPending();
    const values = [
      ...Object.entries(settings).map(([name, value]) => [name, String(value)] as const),
      ...(password === undefined ? [] : [['Password', password] as const]),
    ];
    const secrets = password === undefined ? [] : [password.reveal()];
    const output = await this.#invoke('SetAttributes', [
      ['Target', IDRAC],
      ...values.map(([, value]) => ['AttributeValue', value] as const),
      ...values.map(([name]) => ['AttributeName', `${VNC_GROUP}#${name}`] as const),
    ]);
    // A refusal carries a SetResult as well, so ReturnValue comes first.
    const returnValue = output.textOf('ReturnValue');
    if (returnValue === REFUSED) return [this.#faultOf(output, secrets)];
    if (returnValue !== DONE) throw this.#unexpected('SetAttributes', output);
    const isPending = output.textOf('SetResult')?.toLowerCase().includes('pendingvalue') === true;
    return isPending ? this.#commit(secrets) : [];
  }

  /** What a job has taken cannot be taken back any more; it comes into force first. */
  public async discardPending(): Promise<void> {
    const { clock, signal } = this.#options;
    if (!this.#reading.hasPending) return;
    for (let attempt = 1; ; attempt += 1) {
      const output = await this.#invoke('DeletePendingConfiguration', [['Target', IDRAC]]);
      const returnValue = output.textOf('ReturnValue');
      if (returnValue !== DONE && returnValue !== REFUSED) {
        throw this.#unexpected('DeletePendingConfiguration', output);
      }
      if (!(await this.#readVnc()).hasPending) return;
      if (attempt === DISCARD_ATTEMPTS) throw new IdracBusyError(this.address, this.#faultOf(output).message);
      await clock.sleep(backoffMs(attempt, JOB_PAUSE), signal);
    }
  }

  /** Brings what is pending into force. */
  async #commit(secrets: readonly string[]): Promise<readonly SettingFault[]> {
    const output = await this.#invoke('CreateTargetedConfigJob', [
      ['Target', IDRAC],
      ['ScheduledStartTime', 'TIME_NOW'],
    ]);
    const returnValue = output.textOf('ReturnValue');
    if (returnValue === REFUSED) {
      // Somebody else's job holds the iDRAC; what is pending now is taken back by whoever comes next.
      throw new IdracBusyError(this.address, this.#faultOf(output).message);
    }
    const job = output.descendants('Selector').find((one) => one.attributes.get('Name') === 'InstanceID');
    if (returnValue !== JOB_CREATED || job === undefined || !/^JID_\w{1,40}$/.test(job.text)) {
      throw this.#unexpected('CreateTargetedConfigJob', output);
    }
    return this.#awaitJob(job.text, secrets);
  }

  async #awaitJob(id: string, secrets: readonly string[]): Promise<readonly SettingFault[]> {
    const { clock, signal } = this.#options;
    for (let attempt = 1; attempt <= JOB_ATTEMPTS; attempt += 1) {
      const rows = await this.#client.enumerate(`${DCIM}DCIM_LifecycleJob`, {
        filter: `select * from DCIM_LifecycleJob where InstanceID='${id}'`,
      });
      const row = rows.find((one) => one.textOf('InstanceID') === id);
      const status = row?.textOf('JobStatus') ?? '';
      if (status === 'Completed') return [];
      if (row !== undefined && (status === 'Failed' || status === 'Completed with Errors')) {
        return [this.#faultOf(row, secrets)];
      }
      await clock.sleep(backoffMs(attempt, JOB_PAUSE), signal);
    }
    throw new IdracBusyError(this.address, `job ${id} does not come to its end`);
  }

  async #awaitReady(): Promise<void> {
    const { clock, signal, log } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const output = await this.#status();
      if (output === undefined || output.textOf('LCStatus') === '0') return;
      if (attempt === READY_ATTEMPTS) throw new IdracBusyError(this.address, this.#faultOf(output).message);
      log.debug({ attempt }, 'The Lifecycle Controller is not ready');
      await clock.sleep(READY_PAUSE_MS, signal);
    }
  }

  /** undefined: the firmware is too old to tell. */
  async #status(): Promise<XmlElement | undefined> {
    try {
      return await this.#client.invoke(`${DCIM}DCIM_LCService`, {
        method: 'GetRemoteServicesAPIStatus',
        selectors: selectorsOf('DCIM_LCService'),
        parameters: [],
        isRepeatable: true,
      });
    } catch (error) {
      if (error instanceof WsmanFaultError && error.faultCode === 'ActionNotSupported') return undefined;
      throw error;
    }
  }

  async #readVnc(): Promise<Reading> {
    const readings = [
      await this.#read('DCIM_iDRACCardEnumeration', VNC_GROUP),
      await this.#read('DCIM_iDRACCardInteger', VNC_GROUP),
      await this.#read('DCIM_iDRACCardString', VNC_GROUP),
    ];
    this.#reading = {
      attributes: Object.fromEntries(readings.flatMap(({ attributes }) => Object.entries(attributes))),
      hasPending: readings.some(({ hasPending }) => hasPending),
    };
    return this.#reading;
  }

  async #read(className: string, group: string): Promise<Reading> {
    const all = await this.#rows(className, group);
    const rows = all.filter((row) => row.textOf('FQDD') === IDRAC && row.textOf('GroupID') === group);
    const attributes: Record<string, string> = {};
    for (const row of rows) {
      const value = row.textOf('CurrentValue');
      if (value !== undefined) attributes[`${group}.${row.textOf('AttributeName') ?? ''}`] = value;
    }
    return {
      attributes,
      hasPending: rows.some((row) => (row.textOf('PendingValue') ?? '') !== ''),
    };
  }

  /** The rows of a group, or all where the firmware does not know the filter. */
  async #rows(className: string, group: string): Promise<readonly XmlElement[]> {
    const filter = `select * from ${className} where GroupID='${group}'`;
    try {
      return await this.#client.enumerate(`${DCIM}${className}`, { filter });
    } catch (error) {
      if (!(error instanceof WsmanFaultError)) throw error;
      return this.#client.enumerate(`${DCIM}${className}`);
    }
  }

  async #invoke(method: string, parameters: WsmanParameters): Promise<XmlElement> {
    return this.#client.invoke(`${DCIM}DCIM_iDRACCardService`, {
      method,
      selectors: selectorsOf('DCIM_iDRACCardService'),
      parameters,
    });
  }

  #faultOf(output: XmlElement, secrets: readonly string[] = []): SettingFault {
    return {
      messageId: this.#client.clean(output.textOf('MessageID') ?? '', secrets),
      message: this.#client.clean(output.textsOf('Message').join(' '), secrets),
    };
  }

  #unexpected(method: string, output: XmlElement): VncServerUnreadableError {
    const { messageId } = this.#faultOf(output);
    this.#options.log.warn(
      { method, messageId },
      'The iDRAC answers with a ReturnValue that is not documented',
    );
    return new VncServerUnreadableError(this.address);
  }
}

function selectorsOf(className: string): Readonly<Record<string, string>> {
  return {
    CreationClassName: className,
    Name: `DCIM:${className.slice('DCIM_'.length)}`,
    SystemCreationClassName: 'DCIM_ComputerSystem',
    SystemName: 'DCIM:ComputerSystem',
  };
}
