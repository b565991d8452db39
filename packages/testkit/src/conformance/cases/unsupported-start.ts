import { isIronbridgeError } from '@ironbridge/common';
import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const unsupportedStart: ConformanceCase = {
  name: 'unsupported-start',
  promise: 'start of an interface without consoles throws ConsoleUnsupportedError',
  appliesTo: 'unsupported',
  async run(context) {
    const record = await context.createRecord();
    const host = await context.openHost();
    await assert.rejects(host.start(record), (error) => {
      assert.equal(isIronbridgeError(error) ? error.code : error, 'ERR_CONSOLE_UNSUPPORTED');
      return true;
    });
  },
};
