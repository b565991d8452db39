export { createFake, fake } from './fake.js';
export { noConsole } from './no-console.js';
export { FakeBmc, type FakeSettings } from './fake-bmc.js';
export { MemoryFakeBmcs, type FakeBmcs } from './fake-bmcs.js';
export { FakeOptionsSchema, type FakeFault, type FakeOptions } from './fake-options.js';
export { FakeConsoleError } from './errors.js';
