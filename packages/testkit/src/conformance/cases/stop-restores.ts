import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const stopRestores: ConformanceCase = {
  name: 'stop-restores',
  promise: 'stop puts every setting back as start found it',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const found = record.settings();
    const host = await context.openHost();
    await host.start(record);
    await host.stop(record);
    assert.deepEqual(record.settings(), found, 'Stop did not put back what start found');
  },
};
