import assert from 'node:assert/strict';
import { until } from '../../until.js';
import type { ConformanceCase } from '../conformance-case.js';
import type { ConformanceContext } from '../conformance-context.js';
import { MAX_CRASH_POINTS } from '../crash-point.js';

/** How long to wait for a request that a start may not make at all. */
const REQUEST_MS = 500;

/** Lets the BMC hang after save number `saves` of a start, then aborts it. False where the start ended before that. */
async function abortsAfter(saves: number, context: ConformanceContext): Promise<boolean> {
  const record = await context.createRecord();
  const found = record.settings();
  assert(record.bmc.hang, "The BMC offers no hang(): offer it, or list it in the harness's 'lacks'");
  const hang = record.bmc.hang.bind(record.bmc);
  const host = await context.openHost();
  let comeBack: (() => void) | undefined;
  let requestsBefore = context.requests();
  record.afterSave = (number) => {
    if (number === saves) {
      comeBack = hang();
      requestsBefore = context.requests();
    }
    return Promise.resolve();
  };
  if (saves === 0) comeBack = hang();

  const start = host.begin(record);
  let isOver = false;
  const ended = start.outcome.then(() => (isOver = true));
  const timeoutMs = context.harness.callTimeoutMs ?? 10_000;
  assert(await until(() => isOver || comeBack !== undefined, timeoutMs), 'Start did not end');
  if (comeBack === undefined) return false;
  await until(() => isOver || context.requests() > requestsBefore, REQUEST_MS);
  start.abort();
  const isPrompt = await until(() => isOver, context.harness.abortTimeoutMs ?? 2000);
  comeBack();
  assert(isPrompt, 'Start went on waiting for the BMC after its signal had aborted');
  await ended;
  await host.stop(record);
  assert.deepEqual(record.settings(), found, 'Not put back after an aborted start');
  return true;
}

export const abortInStart: ConformanceCase = {
  name: 'abort-in-start',
  promise: 'an aborted start ends promptly though the BMC hangs, and stop puts everything back later',
  appliesTo: 'console',
  needs: 'hang',
  async run(context) {
    let saves = 0;
    while (saves < MAX_CRASH_POINTS && (await abortsAfter(saves, context))) saves += 1;
  },
};
