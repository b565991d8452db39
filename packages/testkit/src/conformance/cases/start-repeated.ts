import { isSameConnection } from '@ironbridge/base';
import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const startRepeated: ConformanceCase = {
  name: 'start-repeated',
  promise: 'a repeated start returns the same connection and writes nothing',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const host = await context.openHost();
    const first = await host.start(record);
    const writes = record.bmc.writes();
    assert(isSameConnection(await host.start(record), first), 'The second start returned another connection');
    assert.equal(record.bmc.writes(), writes, 'The second start changed the BMC');
  },
};
