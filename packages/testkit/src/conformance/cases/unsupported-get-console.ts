import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const unsupportedGetConsole: ConformanceCase = {
  name: 'unsupported-get-console',
  promise: 'getConsole of an interface without consoles is null',
  appliesTo: 'unsupported',
  async run(context) {
    const record = await context.createRecord();
    assert.equal((await context.openHost()).getConsole(record), null);
  },
};
