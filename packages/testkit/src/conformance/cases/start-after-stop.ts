import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const startAfterStop: ConformanceCase = {
  name: 'start-after-stop',
  promise: 'a console that was stopped can be started again',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const host = await context.openHost();
    await host.start(record);
    const running = record.settings();
    await host.stop(record);
    await host.start(record);
    assert.deepEqual(record.settings(), running, 'The second start left the BMC in another state');
  },
};
