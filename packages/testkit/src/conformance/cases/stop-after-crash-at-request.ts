import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const stopAfterCrashAtRequest: ConformanceCase = {
  name: 'stop-after-crash-at-request',
  promise: 'stop puts everything back after a crash between any two HTTP requests of start',
  appliesTo: 'console',
  async run(context) {
    await context.crashEverywhere(
      'before request',
      (host, record) => host.start(record),
      async (record, found, point) => {
        await (await context.openHost()).stop(record);
        assert.deepEqual(record.settings(), found, `Not put back after a crash of start ${point}`);
      },
    );
  },
};
