import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { format } from 'prettier';
import { ROOT } from './ensure-ready.mjs';

const { configurationReference } = createRequire(import.meta.url)('../packages/cli/dist/index.js');
const file = `${ROOT}/docs/configuration.md`;
writeFileSync(file, await format(configurationReference(), { filepath: file, printWidth: 110 }));
