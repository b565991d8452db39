import { ensureReady, ROOT } from './ensure-ready.mjs';

ensureReady();
// In this process, so that Ctrl-C reaches the program itself.
process.argv.splice(2, Infinity, 'up', '--demo', `${ROOT}/.ironbridge`, ...process.argv.slice(2));
await import('../packages/cli/bin/ironbridge.js');
