import { isSameConnection } from '@ironbridge/base';
import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const startRepeatedAfterRestart: ConformanceCase = {
  name: 'start-repeated-after-restart',
  promise: 'another host that has only what was stored takes a running console over, and writes nothing',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const first = await (await context.openHost()).start(record);
    const writes = record.bmc.writes();
    const other = await context.openHost();
    assert(isSameConnection(await other.start(record), first), 'The other host returned another connection');
    assert.equal(record.bmc.writes(), writes, 'The other host changed the BMC');
  },
};
