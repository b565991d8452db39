import { isSameConnection } from '@ironbridge/base';
import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const getConsoleFromTask: ConformanceCase = {
  name: 'get-console-from-task',
  promise: 'getConsole is the connection of the task, on any host, and null without one',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const host = await context.openHost();
    assert.equal(host.getConsole(record), null, 'getConsole gave a connection before any start');
    const connection = await host.start(record);
    for (const reader of [host, await context.openHost()]) {
      const got = reader.getConsole(record);
      assert(got !== null && isSameConnection(got, connection), 'getConsole is not what start returned');
    }
    await host.stop(record);
    assert.equal(host.getConsole(record), null, 'getConsole gave a connection after stop');
  },
};
