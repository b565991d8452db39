import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const stopWithoutStart: ConformanceCase = {
  name: 'stop-without-start',
  promise: 'stop without a start succeeds and changes nothing',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const found = structuredClone(record.bmc.settings());
    await (await context.openHost()).stop(record);
    assert.deepEqual(record.bmc.settings(), found, 'Stop changed settings that no start had changed');
  },
};
