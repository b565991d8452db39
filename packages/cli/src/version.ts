import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const PackageJson = z.object({ version: z.string() });

/** The version of all packages: they are released together. */
export const VERSION: string = PackageJson.parse(
  JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')),
).version;
