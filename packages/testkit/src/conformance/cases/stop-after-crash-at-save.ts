import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const stopAfterCrashAtSave: ConformanceCase = {
  name: 'stop-after-crash-at-save',
  promise: 'stop puts everything back after a crash right before or right after any save of state',
  appliesTo: 'console',
  async run(context) {
    for (const at of ['before save', 'after save'] as const) {
      await context.crashEverywhere(
        at,
        (host, record) => host.start(record),
        async (record, found, point) => {
          await (await context.openHost()).stop(record);
          assert.deepEqual(record.settings(), found, `Not put back after a crash of start ${point}`);
        },
      );
    }
  },
};
