import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';
import { printed } from '../recording.js';
import { holdsSecret } from '../secret-forms.js';
import { usualDay } from '../usual-day.js';

export const secretsNotInConnections: ConformanceCase = {
  name: 'secrets-not-in-connections',
  promise: 'a connection shows no secret when it is inspected or turned into JSON',
  appliesTo: 'console',
  async run(context) {
    await usualDay(context);
    const { connections, secrets } = context.recording;
    for (const connection of connections) {
      assert(!holdsSecret(printed(connection), secrets), 'A connection holds a secret when it is inspected');
      assert(!holdsSecret(JSON.stringify(connection), secrets), 'A connection holds a secret as JSON');
    }
  },
};
