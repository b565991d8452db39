import type { ServiceIdentifier } from 'inversify';
import type { FakeBmcs } from './fake-bmcs.js';

/** The BMCs that `fake` speaks to. */
export const FAKE_BMCS: ServiceIdentifier<FakeBmcs> = Symbol.for('@ironbridge/fake-console/FakeBmcs');
