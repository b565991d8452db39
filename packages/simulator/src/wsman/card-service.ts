import type { AttributeDefinition, AttributeValue } from '../attributes/attribute-definition.js';
import type { AttributeResource } from '../attributes/attribute-resource.js';
import { parseAttribute } from '../attributes/check-attributes.js';
import { toAttributeName } from './attribute-rows.js';
import type { ConfigJobs } from './config-jobs.js';
import {
  createErrorOutput,
  createJobOutput,
  createSuccessOutput,
  type MethodOutput,
  type MethodProblem,
} from './method-output.js';

export interface CardServiceOptions {
  readonly resource: AttributeResource;
  readonly jobs: ConfigJobs;
  /** Makes values current at once, false where not all of them; undefined: they stay pending until a job commits them, as on hardware. */
  readonly setCurrent: ((values: ReadonlyMap<string, AttributeValue>) => Promise<boolean>) | undefined;
}

/** The values of each parameter of a call, in the order in which they came. */
export type MethodInput = (name: string) => readonly string[];

const JOB_EXISTS: MethodProblem = {
  message:
    'Configuration job already created, cannot create another config job on specified target until existing job is completed or is cancelled',
  messageId: 'RAC020',
};
const NOTHING_PENDING: MethodProblem = {
  message: 'No pending data present to create a Configuration job',
  messageId: 'RAC021',
};
const COMMITTED: MethodProblem = {
  message: 'Pending data already committed, cannot change it until the existing job is completed',
  messageId: 'RAC022',
};
const FAILED: MethodProblem = { message: 'General failure', messageId: 'RAC002' };

/**
 * The methods of DCIM_iDRACCardService. RAC001 to RAC009 are those of its tables of standard messages (Dell iDRAC Card Profile
 * DCIM1043 1.3.0, section 8); the ids from RAC020 on, which are about jobs, are ours, with the BIOS service's recorded texts.
 */
export class CardService {
  readonly #options: CardServiceOptions;

  public constructor(options: CardServiceOptions) {
    this.#options = options;
  }

  /** The answer; undefined where there is no such method. */
  public async invoke(method: string, input: MethodInput): Promise<MethodOutput | undefined> {
    switch (method) {
      case 'SetAttribute':
      case 'SetAttributes':
        return this.#set(input);
      case 'ApplyAttribute':
      case 'ApplyAttributes':
        return this.#apply(input);
      case 'CreateTargetedConfigJob':
        return this.#createJob(input);
      case 'DeletePendingConfiguration':
        return this.#deletePending(input);
      default:
        return undefined;
    }
  }

  async #set(input: MethodInput): Promise<MethodOutput> {
    const { jobs, setCurrent } = this.#options;
    const { values, problems } = this.#read(input);
    if (problems.length > 0) return createErrorOutput(problems);
    if (jobs.isRunning) return createErrorOutput([COMMITTED]);
    if (setCurrent === undefined) {
      jobs.setPending(values);
      return createSuccessOutput({ RebootRequired: 'No', SetResult: 'Set PendingValue' });
    }
    try {
      if (!(await setCurrent(values))) return createErrorOutput([FAILED]);
    } catch {
      return createErrorOutput([FAILED]);
    }
    return createSuccessOutput({ RebootRequired: 'No', SetResult: 'Set CurrentValue' });
  }

  #apply(input: MethodInput): MethodOutput {
    const { jobs } = this.#options;
    const { values, problems } = this.#read(input);
    if (problems.length > 0) return createErrorOutput(problems);
    if (jobs.isRunning) return createErrorOutput([JOB_EXISTS]);
    jobs.setPending(values);
    return createJobOutput(jobs.start());
  }

  #createJob(input: MethodInput): MethodOutput {
    const { jobs } = this.#options;
    const problems = [
      ...this.#checkTarget(input),
      ...(input('ScheduledStartTime')[0] === 'TIME_NOW' ? [] : [invalidParameter('ScheduledStartTime')]),
    ];
    if (problems.length > 0) return createErrorOutput(problems);
    if (jobs.isRunning) return createErrorOutput([JOB_EXISTS]);
    if (jobs.pending.size === 0) return createErrorOutput([NOTHING_PENDING]);
    return createJobOutput(jobs.start());
  }

  #deletePending(input: MethodInput): MethodOutput {
    const { jobs } = this.#options;
    const problems = this.#checkTarget(input);
    if (problems.length > 0) return createErrorOutput(problems);
    if (jobs.isRunning) return createErrorOutput([COMMITTED]);
    if (jobs.pending.size === 0) return createErrorOutput([NOTHING_PENDING]);
    jobs.deletePending();
    return createSuccessOutput({});
  }

  #checkTarget(input: MethodInput): readonly MethodProblem[] {
    return input('Target')[0] === this.#options.resource.fqdd ? [] : [invalidParameter('Target')];
  }

  /** All values or none: one that does not fit spoils the call. */
  #read(input: MethodInput): {
    readonly values: ReadonlyMap<string, AttributeValue>;
    readonly problems: readonly MethodProblem[];
  } {
    const names = input('AttributeName');
    const texts = input('AttributeValue');
    const problems: MethodProblem[] = [...this.#checkTarget(input)];
    if (names.length === 0) {
      problems.push({
        message: 'Missing required AttributeName',
        messageId: 'RAC003',
        messageArguments: 'AttributeName',
      });
    }
    if (names.length !== texts.length) {
      problems.push({ message: 'Mismatch in AttributeName and AttributeValue count', messageId: 'RAC005' });
    }
    const values = new Map<string, AttributeValue>();
    for (const [index, name] of names.entries()) {
      const definition = this.#options.resource.definitions.get(toAttributeName(name));
      const problem =
        definition === undefined
          ? invalidParameter('AttributeName')
          : readValue(definition, texts[index] ?? '', values);
      if (problem !== undefined) problems.push(problem);
    }
    return { values, problems };
  }
}

function readValue(
  definition: AttributeDefinition,
  text: string,
  values: Map<string, AttributeValue>,
): MethodProblem | undefined {
  if (definition.isReadOnly === true) {
    return {
      message: 'AttributeValue cannot be changed for ReadOnly AttributeName',
      messageId: 'RAC006',
      messageArguments: definition.name,
    };
  }
  const isNumber = definition.type === 'Integer' && /^-?\d+$/.test(text);
  const parsed = parseAttribute(definition, isNumber ? Number(text) : text);
  if (parsed.problem === undefined) {
    values.set(definition.name, parsed.value);
    return undefined;
  }
  if (parsed.problem !== 'PropertyValueFormatError') return invalidParameter('AttributeValue');
  return definition.type === 'Integer'
    ? { message: 'Input out of range', messageId: 'RAC007' }
    : { message: 'String exceeds max length', messageId: 'RAC009' };
}

function invalidParameter(name: string): MethodProblem {
  return {
    message: `Invalid parameter value for ${name}`,
    messageId: 'RAC004',
    messageArguments: name,
  };
}
