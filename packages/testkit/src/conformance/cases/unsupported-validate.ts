import { isIronbridgeError } from '@ironbridge/common';
import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const unsupportedValidate: ConformanceCase = {
  name: 'unsupported-validate',
  promise: 'validate of an interface without consoles throws ConsoleUnsupportedError',
  appliesTo: 'unsupported',
  async run(context) {
    const { node, options } = await context.createRecord();
    const { instance } = await context.openHost();
    assert.throws(
      () => {
        instance.validate(node, options);
      },
      (error) => {
        assert.equal(isIronbridgeError(error) ? error.code : error, 'ERR_CONSOLE_UNSUPPORTED');
        return true;
      },
    );
  },
};
