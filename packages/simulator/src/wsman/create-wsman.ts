import type { Logger } from '@ironbridge/common';

import type { AttributeResource } from '../attributes/attribute-resource.js';
import type { AttributeWriter } from '../attributes/attribute-writer.js';
import type { IdracFaults } from '../faults.js';
import type { IdracWsmanOptions } from '../idrac/idrac-options.js';
import { CardService } from './card-service.js';
import { ConfigJobs } from './config-jobs.js';
import { WsmanService } from './wsman-service.js';

export interface CreateWsmanOptions {
  readonly options: IdracWsmanOptions;
  /** The attributes that it shows and changes. */
  readonly resource: AttributeResource;
  readonly writer: AttributeWriter;
  readonly faults: IdracFaults;
  readonly log: Logger;
}

export interface Wsman {
  readonly service: WsmanService;
  /** What a restart leaves: no enumeration, nothing pending, no job under way. */
  restart(): void;
}

const DEFAULT_JOB_MS = 1000;

/** WS-Man on the same attributes as Redfish. */
export function createWsman({ options, resource, writer, faults, log }: CreateWsmanOptions): Wsman {
  const jobs = new ConfigJobs({
    jobMs: options.jobMs ?? DEFAULT_JOB_MS,
    commit: async (values) => ((await writer.commit(resource, values)) ? 'done' : 'with-errors'),
    log,
  });
  const cardService = new CardService({
    resource,
    jobs,
    setCurrent: options.setAttributes === 'current' ? (values) => writer.commit(resource, values) : undefined,
  });
  const service = new WsmanService({ resource, jobs, cardService, faults });
  return {
    service,
    restart: () => {
      service.restart();
      jobs.abandon();
    },
  };
}
