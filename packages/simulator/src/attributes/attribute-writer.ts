import type { Logger } from '@ironbridge/common';

import type { AttributeValue, AttributeValues } from './attribute-definition.js';
import type { AttributeResource } from './attribute-resource.js';
import { checkAttributes, pointerTo } from './check-attributes.js';
import { SimulatorPortError } from '../errors.js';
import type { IdracFaults } from '../faults.js';
import { VNC_ATTRIBUTES } from '../idrac/idrac-attributes.js';
import {
  createErrorBody,
  createMessage,
  createSuccessBody,
  type RedfishMessage,
} from '../redfish/redfish-message.js';

/** The answer to a PATCH. */
export interface WriteAnswer {
  readonly status: 200 | 400 | 412 | 500;
  readonly body: object;
}

export interface AttributeWriterOptions {
  readonly faults: IdracFaults;
  readonly log: Logger;
  /** Makes the values of a resource take effect, or throws and changes nothing. */
  readonly apply: (resource: AttributeResource, values: AttributeValues) => Promise<void>;
  /** Makes what is stored outlive this process. */
  readonly save: () => Promise<void>;
}

/** Writes to attribute resources, one at a time, so that two writers cannot undo each other half. */
export class AttributeWriter {
  readonly #options: AttributeWriterOptions;
  #last: Promise<unknown> = Promise.resolve();

  public constructor(options: AttributeWriterOptions) {
    this.#options = options;
  }

  /** Applies and stores what of `wanted` is valid, if `ifMatch` still names the resource's state. */
  public write(
    resource: AttributeResource,
    wanted: Readonly<Record<string, unknown>>,
    ifMatch: string | undefined,
  ): Promise<WriteAnswer> {
    return this.exclusively(() => this.#write(resource, wanted, ifMatch));
  }

  /**
   * Applies and stores values that were checked; false where the password among them was refused by policy.
   *
   * @throws what `apply` and `save` throw; nothing is stored then
   */
  public commit(resource: AttributeResource, values: ReadonlyMap<string, AttributeValue>): Promise<boolean> {
    return this.exclusively(async () => {
      const { applicable, warnings } = this.#obeyPasswordPolicy(values);
      if (applicable.size > 0) await this.#store(resource, applicable);
      return warnings.length === 0;
    });
  }

  /** Does `work` while nothing is written. */
  public exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    // The queue must go on after a defect; whoever waits for the result sees it.
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when the writes that were asked for so far have ended. */
  public async whenIdle(): Promise<void> {
    await this.#last;
  }

  async #write(
    resource: AttributeResource,
    wanted: Readonly<Record<string, unknown>>,
    ifMatch: string | undefined,
  ): Promise<WriteAnswer> {
    if (ifMatch !== undefined && !isMatch(ifMatch, resource.etag)) {
      return { status: 412, body: createErrorBody([createMessage('PreconditionFailed')]) };
    }
    const { accepted, refused } = checkAttributes(resource.definitions, wanted);
    if (accepted.size === 0) return { status: 400, body: createErrorBody(refused) };
    const { applicable, warnings } = this.#obeyPasswordPolicy(accepted);
    if (applicable.size > 0) {
      const failure = await this.#apply(resource, applicable);
      if (failure !== undefined) return failure;
    }
    return { status: 200, body: createSuccessBody(warnings, refused) };
  }

  async #apply(
    resource: AttributeResource,
    values: ReadonlyMap<string, AttributeValue>,
  ): Promise<WriteAnswer | undefined> {
    try {
      await this.#store(resource, values);
      return undefined;
    } catch (error) {
      this.#options.log.warn({ err: error }, 'A write to the attributes failed');
      if (error instanceof SimulatorPortError) {
        const args = [String(error.port), VNC_ATTRIBUTES.port];
        const message = createMessage('PropertyValueResourceConflict', args, [
          pointerTo(VNC_ATTRIBUTES.port),
        ]);
        return { status: 400, body: createErrorBody([message]) };
      }
      return { status: 500, body: createErrorBody([createMessage('InternalError')]) };
    }
  }

  async #store(resource: AttributeResource, values: ReadonlyMap<string, AttributeValue>): Promise<void> {
    const { apply, save } = this.#options;
    await apply(resource, { ...resource.readStored(), ...Object.fromEntries(values) });
    resource.write(values);
    await save();
  }

  #obeyPasswordPolicy(accepted: ReadonlyMap<string, AttributeValue>): {
    readonly applicable: ReadonlyMap<string, AttributeValue>;
    readonly warnings: readonly RedfishMessage[];
  } {
    if (!this.#options.faults.passwordPolicy || !accepted.has(VNC_ATTRIBUTES.password)) {
      return { applicable: accepted, warnings: [] };
    }
    const applicable = new Map(accepted);
    applicable.delete(VNC_ATTRIBUTES.password);
    return { applicable, warnings: [createMessage('SYS474', [], ['#/Password'])] };
  }
}

function isMatch(ifMatch: string, etag: string): boolean {
  return ifMatch.split(',').some((candidate) => ['*', etag].includes(candidate.trim()));
}
