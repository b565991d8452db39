import { parseXml, type XmlElement } from '@ironbridge/wsman';

type Changes = Readonly<Record<string, string>>;

export interface FakeWsmanOptions {
  readonly model: string;
  readonly firmwareVersion: string;
  /** Whether SetAttributes leaves its values to a job. */
  readonly isPending: boolean;
  /** undefined: no licence. */
  readonly vnc: () => Readonly<Record<string, string | number>> | undefined;
  /** False: refused. */
  readonly set: (changes: Changes) => boolean;
}

const INTEGERS = new Set(['Port', 'Timeout', 'MaxSessions', 'ActiveSessions']);

/** The WS-Man side of a fake iDRAC: rows two at a time, jobs that need a while, and replies that get lost. */
export class FakeWsman {
  public readonly invoked: string[] = [];
  /** This many times the Lifecycle Controller says that it is not ready. */
  public notReadyFor = 0;
  /** Firmware of before there was GetRemoteServicesAPIStatus. */
  public tellsReadiness = true;
  /** Firmware that answers a filter with a fault. */
  public knowsFilters = true;
  /** Methods whose next reply is lost after they were done. */
  public readonly lostReplies = new Set<string>();
  /** Another's job is under way. */
  public hasForeignJob = false;
  /** At this poll a job ends. */
  public jobPolls = 3;
  /** A job ends as this. */
  public jobStatus = 'Completed';
  public readonly pending: Record<string, string> = {};
  readonly #options: FakeWsmanOptions;
  readonly #contexts = new Map<string, readonly string[]>();
  #job: { polls: number } | undefined;
  #isReplyLost = false;

  public constructor(options: FakeWsmanOptions) {
    this.#options = options;
  }

  public losesReply(): boolean {
    const isLost = this.#isReplyLost;
    this.#isReplyLost = false;
    return isLost;
  }

  public answer(text: string): string {
    const envelope = parseXml(text);
    const body = envelope?.child('Body')?.children[0];
    const uri = envelope?.child('Header')?.textOf('ResourceURI') ?? '';
    if (body === undefined) return '';
    if (body.name === 'Enumerate') {
      if (!this.knowsFilters && body.child('Filter') !== undefined) return faultOf('CannotProcessFilter');
      const where = /where (\w+)='([^']*)'/.exec(body.textOf('Filter') ?? '');
      return this.#batch('wsman', this.#rows(uri.slice(uri.lastIndexOf('/') + 1), where?.[2] ?? ''));
    }
    if (body.name === 'Pull') {
      const context = body.textOf('EnumerationContext') ?? '';
      return this.#batch('wsen', this.#contexts.get(context) ?? []);
    }
    const method = body.name.replace(/_INPUT$/, '');
    this.invoked.push(method);
    if (method === 'GetRemoteServicesAPIStatus' && !this.tellsReadiness) return faultOf('ActionNotSupported');
    const output = this.#invoke(method, body);
    this.#isReplyLost = this.lostReplies.delete(method);
    return envelopeOf(`<n1:${method}_OUTPUT>${output}</n1:${method}_OUTPUT>`);
  }

  #batch(prefix: string, rows: readonly string[]): string {
    const rest = rows.slice(2);
    const context = rest.length === 0 ? '' : String(this.#contexts.size + 1);
    this.#contexts.set(context, rest);
    const name = prefix === 'wsman' ? 'Enumerate' : 'Pull';
    return envelopeOf(
      `<wsen:${name}Response><${prefix}:Items>${rows.slice(0, 2).join('')}</${prefix}:Items>` +
        `<wsen:EnumerationContext>${context}</wsen:EnumerationContext></wsen:${name}Response>`,
    );
  }

  #rows(className: string, wanted: string): readonly string[] {
    if (className === 'DCIM_LifecycleJob') return this.#jobRows(wanted);
    if (wanted === '') return [...this.#rows(className, 'Info.1'), ...this.#rows(className, 'VNCServer.1')];
    if (wanted === 'Info.1') {
      const { model, firmwareVersion } = this.#options;
      const row = className.endsWith('String') ? ['Version', firmwareVersion] : ['Type', model];
      return className.endsWith('Integer') ? [] : [rowOf(className, wanted, row[0] ?? '', row[1] ?? '')];
    }
    const vnc = this.#options.vnc();
    if (vnc === undefined) return [];
    const all: Readonly<Record<string, string | number>> = { ...vnc, Password: '******' };
    return Object.entries(all)
      .filter(([name]) => className === classOf(name))
      .map(([name, value]) => rowOf(className, wanted, name, String(value), this.pending[name]));
  }

  #jobRows(id: string): readonly string[] {
    if (this.#job === undefined) return [];
    this.#job.polls += 1;
    const status = this.#job.polls < this.jobPolls ? 'Running' : this.jobStatus;
    if (this.#job.polls === this.jobPolls) this.#finishJob();
    return [
      `<n1:DCIM_LifecycleJob><n1:InstanceID>${id}</n1:InstanceID><n1:JobStatus>${status}</n1:JobStatus>` +
        '<n1:Message>Unable to run</n1:Message><n1:MessageID>PR21</n1:MessageID></n1:DCIM_LifecycleJob>',
    ];
  }

  /** Lets a job come to its end that nobody asks for any more. */
  public finishJob(): void {
    if (this.#job === undefined || this.#job.polls >= this.jobPolls) return;
    this.#job.polls = this.jobPolls;
    this.#finishJob();
  }

  #finishJob(): void {
    const changes = { ...this.pending };
    for (const name of Object.keys(this.pending)) Reflect.deleteProperty(this.pending, name);
    if (this.jobStatus === 'Completed with Errors') Reflect.deleteProperty(changes, 'Password');
    if (this.jobStatus !== 'Failed') this.#options.set(changes);
  }

  #invoke(method: string, input: XmlElement): string {
    switch (method) {
      case 'GetRemoteServicesAPIStatus': {
        const isReady = this.notReadyFor === 0;
        if (!isReady) this.notReadyFor -= 1;
        return `<n1:LCStatus>${isReady ? '0' : '5'}</n1:LCStatus><n1:Message>Lifecycle Controller Remote Services is not ready.</n1:Message><n1:ReturnValue>0</n1:ReturnValue>`;
      }
      case 'SetAttributes':
        return this.#setAttributes(input);
      case 'CreateTargetedConfigJob':
        if (this.hasForeignJob) return refusal('RAC', 'Configuration job already created');
        this.#job = { polls: 0 };
        return '<n1:Job><w:Selector Name="InstanceID">JID_442507917525</w:Selector></n1:Job><n1:ReturnValue>4096</n1:ReturnValue>';
      case 'DeletePendingConfiguration':
        if (this.#job !== undefined && this.#job.polls < this.jobPolls) {
          this.#job.polls += 1;
          if (this.#job.polls === this.jobPolls) this.#finishJob();
          return refusal('RAC', 'Configuration job already created');
        }
        for (const name of Object.keys(this.pending)) Reflect.deleteProperty(this.pending, name);
        return '<n1:ReturnValue>0</n1:ReturnValue>';
      default:
        return refusal('RAC', 'unknown');
    }
  }

  #setAttributes(input: XmlElement): string {
    const values = input.textsOf('AttributeValue');
    const changes = Object.fromEntries(
      input
        .textsOf('AttributeName')
        .map((name, index) => [name.replace('VNCServer.1#', ''), values[index] ?? '']),
    );
    if (!this.#options.isPending && !this.#options.set(changes)) {
      return refusal('RAC002', `Invalid value ${changes['Password'] ?? ''}`);
    }
    if (this.#options.isPending) Object.assign(this.pending, changes);
    return `<n1:ReturnValue>0</n1:ReturnValue><n1:SetResult>Set ${this.#options.isPending ? 'Pending' : 'Current'}Value</n1:SetResult>`;
  }
}

const envelopeOf = (body: string): string =>
  `<s:Envelope xmlns:s="s" xmlns:wsman="w" xmlns:wsen="e" xmlns:n1="n" xmlns:w="w" xmlns:xsi="x"><s:Body>${body}</s:Body></s:Envelope>`;

const faultOf = (code: string): string =>
  envelopeOf(
    `<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:${code}</s:Value></s:Subcode></s:Code></s:Fault>`,
  );

const refusal = (id: string, message: string): string =>
  `<n1:Message>${message}</n1:Message><n1:MessageID>${id}</n1:MessageID><n1:ReturnValue>2</n1:ReturnValue><n1:SetResult>Set PendingValue</n1:SetResult>`;

function classOf(name: string): string {
  if (name === 'Password') return 'DCIM_iDRACCardString';
  return INTEGERS.has(name) ? 'DCIM_iDRACCardInteger' : 'DCIM_iDRACCardEnumeration';
}

function rowOf(className: string, group: string, name: string, value: string, pending?: string): string {
  return (
    `<n1:${className}><n1:AttributeName>${name}</n1:AttributeName><n1:CurrentValue>${value}</n1:CurrentValue>` +
    `<n1:FQDD>iDRAC.Embedded.1</n1:FQDD><n1:GroupID>${group}</n1:GroupID>` +
    `${pending === undefined ? '<n1:PendingValue xsi:nil="true"/>' : `<n1:PendingValue>${pending}</n1:PendingValue>`}</n1:${className}>`
  );
}
