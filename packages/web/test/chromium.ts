import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';
const canRun = existsSync(EXECUTABLE) || process.env['CI'] === 'true';
if (!canRun) console.warn(`SKIPPED: the tests of the pages need ${EXECUTABLE}, which is not installed`);

/** A suite that needs a browser. It is left out, with a warning, only where there is none and CI is not "true". */
export const describeInChromium = canRun ? describe : describe.skip;

/** Builds the pages as `npm run build` does. */
export function buildPages(): void {
  execFileSync(process.execPath, [join(__dirname, '..', 'build.mjs')], { stdio: 'inherit' });
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** What a page did that it must never do. */
export interface Misdeeds {
  /** Directives of the policy that something on the page ran into. */
  readonly violations: string[];
  /** Uncaught errors, and dialogs that a script opened. */
  readonly accidents: string[];
}

/** Watches every page of a context from before its first script. */
export async function watchMisdeeds(context: BrowserContext): Promise<Misdeeds> {
  const misdeeds: Misdeeds = { violations: [], accidents: [] };
  await context.exposeBinding('reportViolation', (_source, directive: string) => {
    misdeeds.violations.push(directive);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
      const { reportViolation } = globalThis as { reportViolation?: (directive: string) => void };
      reportViolation?.(violatedDirective);
    });
  });
  context.on('page', (page: Page) => {
    page.on('pageerror', (error) => misdeeds.accidents.push(error.message));
    page.on('dialog', (dialog) => {
      misdeeds.accidents.push(dialog.message());
      void dialog.dismiss();
    });
  });
  return misdeeds;
}
