import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@ironbridge/testkit';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ROOT } from './ironbridge.js';
import { openChromium } from './chromium.js';

/** How many of the most frequent colours of a picture are kept. */
const MAX_COLOURS = 16;

/** What is on the canvas of a viewer page. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** The most frequent colours as `#rrggbb`, the first of all first, each with the number of its pixels. */
  readonly colours: readonly (readonly [colour: string, pixels: number])[];
  /** The same for the same pixels. */
  readonly digest: number;
}

/** How many pixels of a picture have a colour such as `#ff8000`. */
export function pixelsOf(picture: Picture, wanted: string): number {
  return picture.colours.find(([colour]) => colour === wanted)?.[1] ?? 0;
}

/** What a page did that it must never do. */
export interface Misdeeds {
  /** Directives of the Content-Security-Policy that something on a page ran into. */
  readonly violations: string[];
  /** Uncaught errors, and dialogs that a script opened. */
  readonly accidents: string[];
}

/** One viewer page, as the person in front of it sees it. */
export class ViewerPage {
  public readonly page: Page;

  public constructor(page: Page) {
    this.page = page;
  }

  /** Waits until the page is `connecting`, `connected`, `reconnecting` or `ended`. */
  public async reaching(state: string, timeoutMs = 20_000): Promise<void> {
    await this.page.waitForSelector(`#status[data-state="${state}"]`, { timeout: timeoutMs });
  }

  /** What the page tells the person. */
  public async reason(): Promise<string> {
    return (await this.page.getByTestId('reason').textContent()) ?? '';
  }

  /** What the page keeps to come back to its console: the answer of `/redeem`. */
  public async sessionKey(): Promise<string> {
    const text = await this.page.evaluate(() => sessionStorage.getItem('ironbridge.session'));
    return (JSON.parse(text ?? '{}') as { session_key?: string }).session_key ?? '';
  }

  public async picture(): Promise<Picture> {
    return this.page.evaluate(async (maxColours) => {
      // Counting pixels is work: whoever waits for a picture leaves the page time to draw it.
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const canvas = document.querySelector('canvas');
      const context = canvas?.getContext('2d');
      if (!canvas || !context || canvas.width === 0) throw new Error('There is no canvas yet');
      const { width, height } = canvas;
      const bytes = new DataView(context.getImageData(0, 0, width, height).data.buffer);
      const counts = new Map<number, number>();
      let digest = 0x811c9dc5;
      for (let offset = 0; offset < bytes.byteLength; offset += 4) {
        const rgb = bytes.getUint32(offset) >>> 8;
        counts.set(rgb, (counts.get(rgb) ?? 0) + 1);
        digest = Math.imul(digest ^ rgb, 0x01000193) >>> 0;
      }
      const colours = [...counts]
        .sort(([, a], [, b]) => b - a)
        .slice(0, maxColours)
        .map(([rgb, pixels]) => [`#${rgb.toString(16).padStart(6, '0')}`, pixels] as const);
      return { width, height, colours, digest };
    }, MAX_COLOURS);
  }

  /** Waits for a picture like this. */
  public async showing(isWanted: (picture: Picture) => boolean, timeoutMs = 20_000): Promise<Picture> {
    return eventually(async () => {
      const picture = await this.picture();
      if (!isWanted(picture)) throw new Error(`The page shows ${JSON.stringify(picture)}`);
      return picture;
    }, timeoutMs);
  }

  /** Waits until the picture has changed, and so moves. */
  public async moving(): Promise<Picture> {
    const { digest } = await this.picture();
    return this.showing((picture) => picture.digest !== digest);
  }

  /** From now on, remembers the sizes that the picture takes; gives what tells them. */
  public async watchSizes(): Promise<() => Promise<readonly (readonly [width: number, height: number])[]>> {
    const sizes = await this.page.evaluateHandle(() => {
      const seen: [number, number][] = [];
      const canvas = document.querySelector('canvas');
      if (!canvas) throw new Error('There is no canvas yet');
      new MutationObserver(() => {
        const last = seen.at(-1);
        const isNew = last?.[0] !== canvas.width || last[1] !== canvas.height;
        if (isNew) seen.push([canvas.width, canvas.height]);
      }).observe(canvas, { attributes: true });
      return seen;
    });
    return () => sizes.jsonValue();
  }

  /** Closes the browser context that it is in, as a person closes their browser. */
  public async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Saves what the person sees, for people to look at. */
  public async saveScreenshot(name: string): Promise<void> {
    const directory = join(ROOT, 'test', 'artifacts');
    await mkdir(directory, { recursive: true });
    await this.page.screenshot({ path: join(directory, `${name}.png`) });
  }
}

export type WatchedViewer = ViewerPage & { readonly misdeeds: Misdeeds };

/** Opens the link of a console in a browser context of its own, as another person's browser would. */
export async function openViewer(url: string): Promise<WatchedViewer> {
  const browser: Browser = await openChromium();
  const context = await browser.newContext();
  const misdeeds = await watchMisdeeds(context);
  const page = await context.newPage();
  await page.goto(url);
  return Object.assign(new ViewerPage(page), { misdeeds });
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
  context.on('page', (page) => {
    page.on('pageerror', (error) => misdeeds.accidents.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') misdeeds.accidents.push(message.text());
    });
    page.on('dialog', (dialog) => {
      misdeeds.accidents.push(dialog.message());
      void dialog.dismiss();
    });
  });
  return misdeeds;
}
