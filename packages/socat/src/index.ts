export type { ConsoleProgram } from './console-program.js';
export { digestOfProgram } from './digest-of-program.js';
export { SocatKeeper, type KeptSocat, type WaitLimits } from './socat-keeper.js';
export { RuntimeDirectoryError, SocatFailedError } from './errors.js';
