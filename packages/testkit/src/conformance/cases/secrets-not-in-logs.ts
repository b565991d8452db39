import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';
import { holdsSecret } from '../secret-forms.js';
import { usualDay } from '../usual-day.js';

export const secretsNotInLogs: ConformanceCase = {
  name: 'secrets-not-in-logs',
  promise: 'no log line of any level holds a secret, in any form',
  appliesTo: 'console',
  async run(context) {
    await usualDay(context);
    const { logLines, secrets } = context.recording;
    const number = logLines.findIndex((line) => holdsSecret(line, secrets));
    assert.equal(number, -1, `Log line number ${String(number + 1)} holds a secret`);
  },
};
