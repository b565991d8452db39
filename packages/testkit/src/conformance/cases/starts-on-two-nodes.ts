import { isSameConnection } from '@ironbridge/base';
import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const startsOnTwoNodes: ConformanceCase = {
  name: 'starts-on-two-nodes',
  promise: 'starts on two nodes at the same time do not mix anything up',
  appliesTo: 'console',
  async run(context) {
    const host = await context.openHost();
    const records = [await context.createRecord(), await context.createRecord()];
    const found = records.map(({ bmc }) => structuredClone(bmc.settings()));
    const connections = await Promise.all(records.map((record) => host.start(record)));
    for (const [i, record] of records.entries()) {
      const writes = record.bmc.writes();
      const again = await host.start(record);
      assert.equal(record.bmc.writes(), writes, 'A start alone disagrees with what the concurrent start set');
      const concurrent = connections[i];
      assert(concurrent && isSameConnection(again, concurrent), 'A concurrent start gave a wrong connection');
    }
    await Promise.all(records.map((record) => host.stop(record)));
    assert.deepEqual(
      records.map(({ bmc }) => bmc.settings()),
      found,
      'Concurrent stops did not put back what each start had found',
    );
  },
};
