import { kindOf } from '@ironbridge/common';
import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const wrongCredentialsRefused: ConformanceCase = {
  name: 'wrong-credentials-refused',
  promise: "wrong credentials are an error of kind 'refused'",
  appliesTo: 'console',
  needs: 'wrong-credentials',
  async run(context) {
    const record = await context.createRecordWithWrongCredentials();
    const host = await context.openHost();
    await assert.rejects(host.start(record), (error) => {
      assert.equal(kindOf(error), 'refused');
      return true;
    });
  },
};
