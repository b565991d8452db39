import assert from 'node:assert/strict';
import { eventLoopTurns } from '../../event-loop-turns.js';
import type { ConformanceCase } from '../conformance-case.js';

export const validateOffline: ConformanceCase = {
  name: 'validate-offline',
  promise: 'validate accepts a node that can be started, and asks no BMC',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const host = await context.openHost();
    const requests = context.requests();
    host.validate(record);
    await eventLoopTurns(5);
    assert.equal(context.requests(), requests, 'validate talked to the BMC');
  },
};
