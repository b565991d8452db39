import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';
import { printed } from '../recording.js';
import { holdsSecret } from '../secret-forms.js';
import { usualDay } from '../usual-day.js';

export const secretsNotInErrors: ConformanceCase = {
  name: 'secrets-not-in-errors',
  promise: 'no error holds a secret: not in its message, its stack, its fields, nor in what caused it',
  appliesTo: 'console',
  async run(context) {
    await usualDay(context);
    const { errors, secrets } = context.recording;
    for (const error of errors) {
      const name = error instanceof Error ? error.name : typeof error;
      assert(
        !holdsSecret(printed(error), secrets),
        `An error holds a secret when it is printed whole: ${name}`,
      );
    }
  },
};
