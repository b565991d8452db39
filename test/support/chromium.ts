import { chromium, type Browser } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';

let browser: Browser | undefined;

/** Headless Chromium, one for the test file. It reaches for nothing but the pages it is given. */
export async function openChromium(): Promise<Browser> {
  return (browser ??= await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  }));
}

afterAll(async () => {
  await browser?.close();
});
