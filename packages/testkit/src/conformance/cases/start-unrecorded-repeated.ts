import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

/**
 * The host serialises the calls of one node, so two starts of it never overlap. What can happen is that the second does
 * not know the connection that the first returned, because its host died in between.
 */
export const startUnrecordedRepeated: ConformanceCase = {
  name: 'start-unrecorded-repeated',
  promise: 'a start after one whose connection was not stored does not take our own settings for those found',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const found = record.settings();
    await (await context.openHost()).startUnrecorded(record);
    await (await context.openHost()).start(record);
    await (await context.openHost()).stop(record);
    assert.deepEqual(record.settings(), found, 'Stop did not put back what the first start found');
  },
};
