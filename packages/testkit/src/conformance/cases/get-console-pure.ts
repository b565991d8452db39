import assert from 'node:assert/strict';
import { eventLoopTurns } from '../../event-loop-turns.js';
import type { ConformanceCase } from '../conformance-case.js';

export const getConsolePure: ConformanceCase = {
  name: 'get-console-pure',
  promise: 'getConsole asks nothing, changes nothing and saves nothing',
  appliesTo: 'any',
  async run(context) {
    const record = await context.createRecord();
    const host = await context.openHost();
    if (context.harness.manifest.consoleTypes.length > 0) await host.start(record);
    const before = [context.requests(), record.bmc.writes(), record.saves];
    host.getConsole(record);
    await eventLoopTurns(5);
    assert.deepEqual(
      [context.requests(), record.bmc.writes(), record.saves],
      before,
      'getConsole caused requests, writes or saves (in this order)',
    );
  },
};
