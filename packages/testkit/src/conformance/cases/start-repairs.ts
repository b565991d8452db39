import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const startRepairs: ConformanceCase = {
  name: 'start-repairs',
  promise: 'a repeated start brings a console back that somebody switched off at the BMC',
  appliesTo: 'console',
  needs: 'disturb',
  async run(context) {
    const record = await context.createRecord();
    const host = await context.openHost();
    await host.start(record);
    const running = record.settings();
    assert(record.bmc.disturb, "The BMC offers no disturb(): offer it, or list it in the harness's 'lacks'");
    await record.bmc.disturb();
    await host.start(record);
    assert.deepEqual(record.settings(), running, 'The console was not brought back');
  },
};
