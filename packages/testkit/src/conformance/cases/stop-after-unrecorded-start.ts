import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const stopAfterUnrecordedStart: ConformanceCase = {
  name: 'stop-after-unrecorded-start',
  promise:
    'stop puts everything back after a crash between the return of start and the storing of its connection',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const found = record.settings();
    await (await context.openHost()).startUnrecorded(record);
    await (await context.openHost()).stop(record);
    assert.deepEqual(record.settings(), found, 'Stop without a connection did not put everything back');
  },
};
