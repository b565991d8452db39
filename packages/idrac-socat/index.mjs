// In an ECMAScript module, the default import of a CommonJS package is all of it; here it is the manifest.
import door from './dist/index.js';

export default door.default;
export * from './dist/index.js';
