import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDebianPackages, PROGRAMS } from './debian-packages.mjs';
import { ensureReady, ROOT } from './ensure-ready.mjs';

const IS_CI = process.env.CI === 'true';
const counts = { passed: 0, failed: 0, skipped: 0 };

function step(what, args) {
  const startedMs = Date.now();
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  const isPassed = status === 0;
  counts[isPassed ? 'passed' : 'failed']++;
  console.log(`${isPassed ? 'ok' : 'FAILED'}: ${what} (${seconds} s)`);
}

function missingPrograms() {
  return Object.keys(PROGRAMS).filter((program) => !existsSync(program));
}

function provideRealPrograms() {
  const packages = [...new Set(missingPrograms().map((program) => PROGRAMS[program]))];
  if (packages.length > 0) installDebianPackages(packages);
  const missing = missingPrograms();
  if (missing.length === 0) return;
  console.log(`MISSING: ${missing.join(', ')}; the tests that need them are skipped`);
  console.log(`Install: ${missing.map((program) => PROGRAMS[program]).join(' ')}`);
  if (IS_CI) counts.failed++;
}

function jest(extra) {
  const folder = mkdtempSync(join(tmpdir(), 'ironbridge-jest-'));
  const file = join(folder, 'results.json');
  const flags = ['--ci', '--json', `--outputFile=${file}`, '--silent=false', ...extra];
  const { status } = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', ...flags], {
    cwd: ROOT,
    // The report on standard output is for machines; what people read goes to standard error.
    stdio: ['inherit', 'ignore', 'inherit'],
  });
  const isReported = existsSync(file);
  const results = isReported ? JSON.parse(readFileSync(file, 'utf8')) : {};
  rmSync(folder, { recursive: true, force: true });
  counts.passed += results.numPassedTests ?? 0;
  counts.failed += (results.numFailedTests ?? 0) + (results.numRuntimeErrorTestSuites ?? 0);
  counts.skipped += (results.numPendingTests ?? 0) + (results.numTodoTests ?? 0);
  // Jest can fail without a failed test, for one by a handle that keeps it from ending.
  if (status !== 0 && (results.numFailedTests ?? 0) + (results.numRuntimeErrorTestSuites ?? 0) === 0)
    counts.failed++;
}

ensureReady();
provideRealPrograms();
step('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']);
step('types of tests', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.tests.json']);
step('types of pages', ['node_modules/typescript/bin/tsc', '-p', 'packages/web/src/browser']);
step('lint', ['node_modules/eslint/bin/eslint.js', '.']);
step('import directions', [
  'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  ...['packages', 'examples', 'test', '--config', '.dependency-cruiser.cjs'],
]);
// Much of the time is waiting: for time-outs, and for simulated BMCs. Jest's own choice would be one worker on two cores.
const WORKERS = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`;
jest(['--selectProjects', 'unit', 'component', 'house', WORKERS]);
jest(['--selectProjects', 'integration', WORKERS]);
// Browsers share the machine badly with each other.
jest(['--selectProjects', 'e2e', '--runInBand']);

const { passed, failed, skipped } = counts;
if (skipped > 0) console.log(`SKIPPED: ${skipped} tests${IS_CI ? '; in CI that is a failure' : ''}`);
const isRed = failed > 0 || (IS_CI && skipped > 0);
console.log(`${passed} passed, ${failed + (IS_CI ? skipped : 0)} failed`);
process.exitCode = isRed ? 1 : 0;
