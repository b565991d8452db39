import { systemClock } from '@ironbridge/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { IdracFaults } from '../faults.js';
import { createMessage, type RedfishMessage } from '../redfish/redfish-message.js';
import { REDFISH_PATHS } from '../redfish/redfish-paths.js';
import { sendError } from '../redfish/send-error.js';

/** Seconds that Retry-After says. */
const RETRY_AFTER_S = 1;

export interface FaultHooksOptions {
  readonly faults: IdracFaults;
  readonly closing: AbortSignal;
  /** A BMC that refuses a token has lost its session. */
  readonly endSession: (token: string) => void;
  /** Restarts the BMC, which is away for so many milliseconds. */
  readonly reboot: (durationMs: number) => void;
}

/** Makes every request meet the faults that are on at that moment. */
export function addFaults(app: FastifyInstance, options: FaultHooksOptions): void {
  addFaultsBefore(app, options);
  addFaultsAfter(app, options);
}

/** Before a request is looked at any further. */
function addFaultsBefore(app: FastifyInstance, { faults, closing, endSession }: FaultHooksOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (faults.hang || (faults.slowMs > 0 && !(await hasSlept(faults.slowMs, closing)))) {
      // The answer never comes; closing the server closes the connection.
      reply.hijack();
      return;
    }
    if (faults.resetRequests > 0) {
      faults.resetRequests -= 1;
      cut(request, reply);
      return;
    }
    if (faults.redirectTo !== undefined) {
      await reply.redirect(new URL(request.url, faults.redirectTo).href, 302);
      return;
    }
    if (faults.unavailableRequests > 0) {
      faults.unavailableRequests -= 1;
      void reply.header('retry-after', String(RETRY_AFTER_S));
      await refuse(reply, 503, createMessage('ServiceTemporarilyUnavailable', [String(RETRY_AFTER_S)]));
      return;
    }
    if (faults.sys518Requests > 0) {
      faults.sys518Requests -= 1;
      await refuse(reply, 503, createMessage('SYS518'));
      return;
    }
    if (faults.unauthorizedAtRequest > 0) {
      faults.unauthorizedAtRequest -= 1;
      if (faults.unauthorizedAtRequest > 0) return;
      const token = request.headers['x-auth-token'];
      if (typeof token === 'string') endSession(token);
      await refuse(reply, 401, createMessage('AccessDenied'));
    }
  });
}

/** When what was asked for is done, and the answer is about to leave. */
function addFaultsAfter(app: FastifyInstance, { faults, reboot }: FaultHooksOptions): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.exchange.hasChanged && faults.rebootAtChangeMs > 0) {
      const durationMs = faults.rebootAtChangeMs;
      faults.rebootAtChangeMs = 0;
      cut(request, reply);
      reboot(durationMs);
    } else if (request.exchange.hasChanged && faults.lostReplies > 0) {
      faults.lostReplies -= 1;
      cut(request, reply);
    } else if (faults.truncatedReplies > 0 && typeof payload === 'string' && payload.length > 1) {
      faults.truncatedReplies -= 1;
      reply.raw.writeHead(reply.statusCode, {
        'content-type': String(reply.getHeader('content-type')),
        'content-length': Buffer.byteLength(payload),
      });
      reply.raw.write(payload.slice(0, payload.length / 2), () => {
        cut(request, reply);
      });
    } else {
      return payload;
    }
    // Whoever waits for this answer is gone, or will be, with its connection.
    return new Promise<never>(() => undefined);
  });
}

/** Ends the connection of a request that gets no answer. */
function cut(request: FastifyRequest, reply: FastifyReply): void {
  if (!reply.sent) reply.hijack();
  request.raw.socket.destroy();
}

/** WS-Man has no body for what is not of its own. */
async function refuse(reply: FastifyReply, status: number, message: RedfishMessage): Promise<void> {
  if (reply.request.url.startsWith(REDFISH_PATHS.versions)) await sendError(reply, status, message);
  else await reply.code(status).send();
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
