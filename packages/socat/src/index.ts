export { digestOfProgram } from './digest-of-program.js';
export { SocatKeeper, type ConsoleProgram, type WaitLimits } from './socat-keeper.js';
export { RuntimeDirectoryError, SocatFailedError } from './errors.js';
