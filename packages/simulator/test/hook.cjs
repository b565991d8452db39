'use strict';

// Keeps what the simulator says on standard input, and ends as its first argument says.
const { appendFileSync, readFileSync } = require('node:fs');

const [exitCode, output] = process.argv.slice(2);
appendFileSync(output, readFileSync(0));
process.exitCode = Number(exitCode);
