import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const unsupportedStop: ConformanceCase = {
  name: 'unsupported-stop',
  promise: 'stop of an interface without consoles does nothing: a node may have been switched to it',
  appliesTo: 'unsupported',
  async run(context) {
    const record = await context.createRecord();
    const host = await context.openHost();
    const before = [context.requests(), record.bmc.writes(), record.saves];
    await host.stop(record);
    assert.deepEqual([context.requests(), record.bmc.writes(), record.saves], before);
  },
};
