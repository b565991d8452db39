import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const warningsRepeated: ConformanceCase = {
  name: 'warnings-repeated',
  promise:
    'a start that finds all as it was warns of what the one before warned of, in sentences of 1 to 400 characters',
  appliesTo: 'console',
  async run(context) {
    const { warnings } = context.recording;
    const record = await context.createRecord();
    await (await context.openHost()).start(record);
    const first = new Set(warnings.splice(0));
    await (await context.openHost()).start(record);
    assert.deepEqual(new Set(warnings), first, 'The second start did not warn of the same');
    for (const warning of first) {
      assert.match(warning, /^\S.{0,398}\S$/, `Not a sentence in one line: ${warning}`);
    }
    assert(first.size <= 8, 'More than 8 warnings');
  },
};
