import { randomInt } from 'node:crypto';

import type { Logger } from '@ironbridge/common';

import type { AttributeValue } from '../attributes/attribute-definition.js';
import { BoundedList } from '../bounded-list.js';
import type { CimRow } from './row-filter.js';

/** How committing ended: `with-errors` where a part of the values was not taken. */
export type CommitOutcome = 'done' | 'with-errors';

export interface ConfigJobsOptions {
  /** Milliseconds that a job takes before it commits. */
  readonly jobMs: number;
  /** Makes values current; throws where none of them was taken. */
  readonly commit: (values: ReadonlyMap<string, AttributeValue>) => Promise<CommitOutcome>;
  readonly log: Logger;
}

interface Job {
  readonly id: string;
  status: 'Running' | 'Completed' | 'Completed with Errors' | 'Failed';
}

const MAX_JOBS = 64;

const ENDINGS = {
  Running: { message: 'Job in progress', messageId: 'PR20', percent: '50' },
  Completed: { message: 'Job completed successfully', messageId: 'PR19', percent: '100' },
  'Completed with Errors': { message: 'Job completed with errors', messageId: 'PR21', percent: '100' },
  Failed: { message: 'Job failed', messageId: 'PR21', percent: '100' },
} as const;

/** Values that were set and not committed yet, and the jobs that commit them, one at a time. */
export class ConfigJobs {
  readonly #options: ConfigJobsOptions;
  readonly #pending = new Map<string, AttributeValue>();
  readonly #jobs = new BoundedList<Job>(MAX_JOBS);
  #running: { readonly job: Job; readonly timer: NodeJS.Timeout } | undefined;

  public constructor(options: ConfigJobsOptions) {
    this.#options = options;
  }

  /** By full name of the attribute. */
  public get pending(): ReadonlyMap<string, AttributeValue> {
    return this.#pending;
  }

  public get isRunning(): boolean {
    return this.#running !== undefined;
  }

  public setPending(values: ReadonlyMap<string, AttributeValue>): void {
    for (const [name, value] of values) this.#pending.set(name, value);
  }

  public deletePending(): void {
    this.#pending.clear();
  }

  /** Begins to commit what is pending; the id of the job. Not while another is running. */
  public start(): string {
    const job: Job = { id: `JID_${String(randomInt(10 ** 11, 10 ** 12))}`, status: 'Running' };
    this.#jobs.push(job);
    const timer = setTimeout(() => void this.#finish(job), this.#options.jobMs);
    this.#running = { job, timer };
    return job.id;
  }

  /** What a restart of the iDRAC leaves: nothing pending, and a job that was under way has failed. */
  public abandon(): void {
    if (this.#running !== undefined) {
      clearTimeout(this.#running.timer);
      this.#running.job.status = 'Failed';
      this.#running = undefined;
    }
    this.#pending.clear();
  }

  /** Instances of DCIM_LifecycleJob. */
  public createRows(): readonly CimRow[] {
    return this.#jobs.items.map(({ id, status }) => ({
      InstanceID: id,
      JobStartTime: 'TIME_NOW',
      JobStatus: status,
      JobUntilTime: 'TIME_NA',
      Message: ENDINGS[status].message,
      MessageID: ENDINGS[status].messageId,
      Name: 'ConfigiDRAC:iDRAC.Embedded.1',
      PercentComplete: ENDINGS[status].percent,
    }));
  }

  async #finish(job: Job): Promise<void> {
    try {
      const outcome = await this.#options.commit(new Map(this.#pending));
      job.status = outcome === 'done' ? 'Completed' : 'Completed with Errors';
    } catch (error) {
      this.#options.log.warn({ err: error }, 'A configuration job failed');
      job.status = 'Failed';
    }
    if (this.#running?.job !== job) return;
    this.#pending.clear();
    this.#running = undefined;
  }
}
