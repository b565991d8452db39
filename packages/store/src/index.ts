export {
  isConsoleTokenShaped,
  mintConsoleToken,
  verifyConsoleToken,
  type ConsoleToken,
} from './console-token.js';
export * from './errors.js';
export type { NewNode, NodeChanges, NodeQuery, NodeRecord } from './node-record.js';
export type * from './store.js';
