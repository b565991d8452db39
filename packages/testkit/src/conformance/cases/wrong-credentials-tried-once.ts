import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const wrongCredentialsTriedOnce: ConformanceCase = {
  name: 'wrong-credentials-tried-once',
  promise: 'a start tries wrong credentials once: each try counts towards a lock-out',
  appliesTo: 'console',
  needs: 'wrong-credentials',
  async run(context) {
    const record = await context.createRecordWithWrongCredentials();
    const failedLogins = record.bmc.failedLogins();
    await (await context.openHost()).begin(record).outcome;
    assert.equal(record.bmc.failedLogins() - failedLogins, 1, 'Logins that the BMC refused during one start');
  },
};
