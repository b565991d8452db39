import type { ConsoleInterfaceManifest } from '@ironbridge/base';

declare const manifest: ConsoleInterfaceManifest;
export default manifest;
export * from './dist/index.js';
