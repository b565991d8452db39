import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const stopWithoutStart: ConformanceCase = {
  name: 'stop-without-start',
  promise: 'stop without a start succeeds and changes nothing',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const writes = record.bmc.writes();
    await (await context.openHost()).stop(record);
    assert.equal(record.bmc.writes(), writes, 'Stop changed a BMC that no start had changed');
  },
};
