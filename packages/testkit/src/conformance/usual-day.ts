import { until } from '../until.js';
import type { ConformanceContext } from './conformance-context.js';

/** All that usually happens to a console, the failures included, so that a {@link Recording} has something to show. */
export async function usualDay(context: ConformanceContext): Promise<void> {
  const record = await context.createRecord();
  const host = await context.openHost();
  host.validate(record);
  await host.start(record);
  await host.start(record);
  host.getConsole(record);
  await host.stop(record);
  await host.stop(record);
  if (context.has('wrong-credentials')) {
    const wrong = await context.createRecordWithWrongCredentials();
    await host.start(wrong).catch(() => undefined);
    await host.stop(wrong).catch(() => undefined);
  }
  if (context.has('hang') && record.bmc.hang !== undefined) {
    const comeBack = record.bmc.hang();
    const start = host.begin(record);
    let isOver = false;
    void start.outcome.then(() => (isOver = true));
    start.abort();
    comeBack();
    await until(() => isOver, context.harness.abortTimeoutMs ?? 2000);
  }
}
