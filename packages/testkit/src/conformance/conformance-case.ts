import type { ConformanceContext } from './conformance-context.js';
import type { ConformanceFacility } from './harness.js';

/** One promise of the contract and how to see that an interface keeps it. */
export interface ConformanceCase {
  /** The name of the case's file. */
  readonly name: string;
  /** The promise, in words. */
  readonly promise: string;
  /** Interfaces with console types, those without, or both. */
  readonly appliesTo: 'console' | 'unsupported' | 'any';
  /** What the BMC must be able to do. */
  readonly needs?: ConformanceFacility;
  /** @throws AssertionError where the promise is broken */
  run(context: ConformanceContext): Promise<void>;
}
