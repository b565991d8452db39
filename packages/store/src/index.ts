export {
  isConsoleTokenShaped,
  mintConsoleToken,
  verifyConsoleToken,
  type ConsoleToken,
} from './console-token.js';
export * from './errors.js';
export { isKeyFile, openKeyring } from './key-file.js';
export { createKeyring, type Keyring } from './keyring.js';
export type { NewNode, NodeChanges, NodeQuery, NodeRecord } from './node-record.js';
export { openStore, upgradeStore, type StoreOptions } from './open-store.js';
export type * from './store.js';
