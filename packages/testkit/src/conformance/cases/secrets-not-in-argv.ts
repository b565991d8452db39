import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';
import { holdsSecret } from '../secret-forms.js';
import { usualDay } from '../usual-day.js';

export const secretsNotInArgv: ConformanceCase = {
  name: 'secrets-not-in-argv',
  promise:
    'no process is started with a secret among its arguments, where every user of the machine can read it',
  appliesTo: 'console',
  async run(context) {
    await usualDay(context);
    const { argvs, secrets } = context.recording;
    for (const argv of argvs) {
      assert(
        !argv.some((argument) => holdsSecret(argument, secrets)),
        `An argument of '${argv[0] ?? ''}' holds a secret`,
      );
    }
  },
};
