import type { ConformanceHarness } from './harness.js';
import { conformanceCasesOf, runConformanceCase } from './run-conformance-case.js';

/** A case starts a console many times over, each time with a BMC of its own. */
const CASE_TIMEOUT_MS = 60_000;

/** Registers one Jest test for each promise of the contract that applies to the interface. */
export function describeConsoleInterfaceConformance(name: string, harness: ConformanceHarness): void {
  describe(`${name} keeps the contract of console interfaces`, () => {
    for (const conformanceCase of conformanceCasesOf(harness)) {
      it(
        `${conformanceCase.name}: ${conformanceCase.promise}`,
        () => runConformanceCase(conformanceCase, harness),
        CASE_TIMEOUT_MS,
      );
    }
  });
}
