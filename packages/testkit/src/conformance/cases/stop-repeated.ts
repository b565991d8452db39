import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const stopRepeated: ConformanceCase = {
  name: 'stop-repeated',
  promise:
    'a repeated stop succeeds and changes nothing, whether or not the host stored that the first was done',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const host = await context.openHost();
    await host.start(record);
    await host.stopUnrecorded(record);
    const stopped = record.settings();
    await host.stop(record);
    assert.deepEqual(record.settings(), stopped, 'The second stop changed the BMC');
    await host.stop(record);
    assert.deepEqual(record.settings(), stopped, 'The third stop changed the BMC');
  },
};
