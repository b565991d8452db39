import type { ConformanceCase } from './conformance-case.js';
import { CONFORMANCE_CASES } from './conformance-cases.js';
import { ConformanceContext } from './conformance-context.js';
import type { ConformanceHarness } from './harness.js';

/** The cases that an interface has to pass, by what its manifest declares and its harness lacks. */
export function conformanceCasesOf({ manifest, lacks = [] }: ConformanceHarness): readonly ConformanceCase[] {
  const kind = manifest.consoleTypes.length > 0 ? 'console' : 'unsupported';
  return CONFORMANCE_CASES.filter(
    ({ appliesTo, needs }) =>
      (appliesTo === 'any' || appliesTo === kind) && (needs === undefined || !lacks.includes(needs)),
  );
}

/**
 * Runs one case on BMCs and hosts of its own, and ends them.
 *
 * @throws AssertionError where the interface breaks the promise, or whatever the interface threw
 */
export async function runConformanceCase(
  conformanceCase: ConformanceCase,
  harness: ConformanceHarness,
): Promise<void> {
  const context = new ConformanceContext(harness);
  try {
    await conformanceCase.run(context);
  } finally {
    await context.close();
  }
}
