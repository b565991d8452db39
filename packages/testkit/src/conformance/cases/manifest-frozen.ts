import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const manifestFrozen: ConformanceCase = {
  name: 'manifest-frozen',
  promise: 'the manifest is data that nobody can change, and serves several hosts of one process',
  appliesTo: 'any',
  async run(context) {
    assert(Object.isFrozen(context.harness.manifest), 'Make the manifest with defineConsoleInterface');
    const [one, other] = [await context.openHost(), await context.openHost()];
    assert.notEqual(one.instance, other.instance, 'Two hosts share one instance');
  },
};
