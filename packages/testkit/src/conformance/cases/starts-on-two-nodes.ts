import { isSameConnection } from '@ironbridge/base';
import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const startsOnTwoNodes: ConformanceCase = {
  name: 'starts-on-two-nodes',
  promise: 'starts on two nodes at the same time, by one instance, do not mix anything up',
  appliesTo: 'console',
  async run(context) {
    const [one, other, alone] = [
      await context.createRecord(),
      await context.createRecord(),
      await context.createRecord(),
    ];
    const found = [one, other].map((record) => record.settings());
    await (await context.openHost()).start(alone);
    const running = alone.settings();

    const host = await context.openHost();
    const [first, second] = await Promise.all([host.start(one), host.start(other)]);
    assert(!isSameConnection(first, second), 'Two nodes got the connection of one');
    for (const record of [one, other]) {
      assert.deepEqual(
        record.settings(),
        running,
        'A start beside another set something else than one alone',
      );
    }
    const stopper = await context.openHost();
    await Promise.all([stopper.stop(one), stopper.stop(other)]);
    assert.deepEqual(
      [one, other].map((record) => record.settings()),
      found,
      'Stops beside each other did not put back what each start had found',
    );
  },
};
