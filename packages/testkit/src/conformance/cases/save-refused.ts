import { InternalError } from '@ironbridge/common';
import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const saveRefused: ConformanceCase = {
  name: 'save-refused',
  promise: 'start fails and changes no setting when its state cannot be saved',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const found = record.settings();
    let refusals = 0;
    record.beforeSave = () => {
      refusals += 1;
      return Promise.reject(new InternalError('The store is away'));
    };
    const { outcome } = (await context.openHost()).begin(record);
    const ending = await outcome;
    if (refusals === 0) return;
    assert.equal(ending, 'threw', 'Start returned although its state was not saved');
    assert.deepEqual(record.settings(), found, 'The BMC was changed although no state was saved');
  },
};
