import type { ConsoleInterface } from './console-interface.js';
import type { ConsoleInterfaceManifest } from './manifest.js';

/** An enabled interface: its manifest and the one instance that serves all nodes. */
export interface LoadedConsoleInterface {
  readonly manifest: ConsoleInterfaceManifest;
  readonly instance: ConsoleInterface;
}
