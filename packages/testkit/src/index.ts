export { describeConsoleInterfaceConformance } from './conformance/describe-console-interface-conformance.js';
export { CONFORMANCE_CASES } from './conformance/conformance-cases.js';
export { conformanceCasesOf, runConformanceCase } from './conformance/run-conformance-case.js';
export type { ConformanceCase } from './conformance/conformance-case.js';
export type { ConformanceContext } from './conformance/conformance-context.js';
export type { ConformanceBmc, ConformanceFacility, ConformanceHarness } from './conformance/harness.js';
export { everySplit } from './every-split.js';
export { FakeClock } from './fake-clock.js';
export { until } from './until.js';
