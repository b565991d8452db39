import { existsSync } from 'node:fs';

/**
 * `describe` for tests that need real programs: skips, loudly, where one is missing, and fails where CI=true.
 *
 * @param programs absolute paths
 */
export function describeWithPrograms(name: string, programs: readonly string[], tests: () => void): void {
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length === 0) {
    describe(name, tests);
  } else if (process.env['CI'] === 'true') {
    describe(name, () => {
      it('finds the programs it needs', () => {
        throw new Error(`Missing: ${missing.join(', ')}`);
      });
    });
  } else {
    console.warn(`SKIPPED "${name}": missing ${missing.join(', ')}`);
    describe.skip(name, tests);
  }
}
