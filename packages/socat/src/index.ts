export { SocatKeeper, type ConsoleProgram, type WaitLimits } from './socat-keeper.js';
export { RuntimeDirectoryError, SocatFailedError } from './errors.js';
