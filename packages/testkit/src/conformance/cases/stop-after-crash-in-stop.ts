import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const stopAfterCrashInStop: ConformanceCase = {
  name: 'stop-after-crash-in-stop',
  promise: 'stop puts everything back after a stop that crashed at any of its requests and saves',
  appliesTo: 'console',
  async run(context) {
    for (const at of ['before request', 'before save', 'after save'] as const) {
      await context.crashEverywhere(
        at,
        (host, record) => host.stop(record),
        async (record, found, point) => {
          await (await context.openHost()).stop(record);
          assert.deepEqual(record.settings(), found, `Not put back after a crash of stop ${point}`);
        },
        async (record) => (await context.openHost()).start(record),
      );
    }
  },
};
