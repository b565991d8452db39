import assert from 'node:assert/strict';
import { until } from '../../until.js';
import type { ConformanceCase } from '../conformance-case.js';

/** How long a save is held back, so that a driver that does not wait for it is seen. */
const HOLD_MS = 50;

export const stateSavedBeforeChange: ConformanceCase = {
  name: 'state-saved-before-change',
  promise: 'the state is durable before the first change on the BMC',
  appliesTo: 'console',
  async run(context) {
    const record = await context.createRecord();
    const { bmc } = record;
    const writes = bmc.writes();
    record.beforeSave = async (number) => {
      if (number > 1) return;
      await until(() => bmc.writes() > writes, HOLD_MS);
      assert.equal(bmc.writes(), writes, 'The BMC was changed before the first state was durable');
    };
    await (await context.openHost()).start(record);
    assert(record.saves > 0 || bmc.writes() === writes, 'The BMC was changed and no state was saved');
  },
};
