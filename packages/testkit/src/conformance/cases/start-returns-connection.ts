import { isSameConnection, parseConnection, serializeConnection } from '@ironbridge/base';
import type { JsonValue } from '@ironbridge/common';
import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const startReturnsConnection: ConformanceCase = {
  name: 'start-returns-connection',
  promise: 'start returns a connection of a type that the manifest names, and it outlives storage',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const host = await context.openHost();
    const connection = await host.startUnrecorded(record);
    assert(
      context.harness.manifest.consoleTypes.includes(connection.type),
      `The manifest's consoleTypes do not name '${connection.type}'`,
    );
    const stored = JSON.stringify(serializeConnection(connection));
    assert(isSameConnection(parseConnection(JSON.parse(stored) as JsonValue), connection));
  },
};
