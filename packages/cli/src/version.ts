/** The version of all packages: they are released together. */
export const VERSION: string = (require('../package.json') as { version: string }).version;
