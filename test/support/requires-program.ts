import { existsSync } from 'node:fs';

export interface Requirements {
  /** Whether the programs have to be started by root. */
  readonly asRoot?: boolean;
}

/**
 * `describe` for tests that need real programs: skips, loudly, where one is missing, and fails where CI=true.
 *
 * @param programs absolute paths
 */
export function describeWithPrograms(
  name: string,
  programs: readonly string[],
  tests: () => void,
  { asRoot = false }: Requirements = {},
): void {
  const missing = programs.filter((program) => !existsSync(program));
  if (asRoot && process.getuid?.() !== 0) missing.push('root');
  if (missing.length === 0) {
    describe(name, tests);
  } else if (process.env['CI'] === 'true') {
    describe(name, () => {
      it('finds what it needs', () => {
        throw new Error(`Missing: ${missing.join(', ')}`);
      });
    });
  } else {
    console.warn(`SKIPPED "${name}": missing ${missing.join(', ')}`);
    describe.skip(name, tests);
  }
}
