import { systemClock } from '@ironbridge/common';
import type { FastifyInstance } from 'fastify';

import type { IdracFaults } from '../faults.js';
import { createMessage } from '../redfish/redfish-message.js';
import { sendError } from '../redfish/send-error.js';

/** Seconds that Retry-After says. */
const RETRY_AFTER_S = 1;

/** Makes every request meet the faults that are on at that moment, before it is looked at any further. */
export function addFaults(app: FastifyInstance, faults: IdracFaults, closing: AbortSignal): void {
  app.addHook('onRequest', async (request, reply) => {
    if (faults.hang) {
      // The answer never comes; closing the server closes the connection.
      reply.hijack();
      return;
    }
    if (faults.slowMs > 0 && !(await hasSlept(faults.slowMs, closing))) {
      reply.hijack();
      return;
    }
    if (faults.redirectTo !== undefined) {
      await reply.redirect(new URL(request.url, faults.redirectTo).href, 302);
      return;
    }
    if (faults.unavailableRequests > 0) {
      faults.unavailableRequests -= 1;
      void reply.header('retry-after', String(RETRY_AFTER_S));
      await sendError(reply, 503, createMessage('ServiceTemporarilyUnavailable', [String(RETRY_AFTER_S)]));
      return;
    }
    if (faults.sys518Requests > 0) {
      faults.sys518Requests -= 1;
      await sendError(reply, 503, createMessage('SYS518'));
    }
  });
}

/** False where the server was closed meanwhile; there is nobody left to answer. */
async function hasSlept(ms: number, closing: AbortSignal): Promise<boolean> {
  try {
    await systemClock.sleep(ms, closing);
    return true;
  } catch {
    return false;
  }
}
