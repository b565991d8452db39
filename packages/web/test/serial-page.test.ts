import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildPages, describeInChromium, launchChromium, watchMisdeeds, type Misdeeds } from './chromium.js';
import { MockProxy, SESSION_KEY, type MockProxyOptions } from './mock-proxy.js';
import type { SerialLine } from './serial-line.js';

jest.setTimeout(30_000);

const HOSTILE = '<img src=x onerror=alert(1)>';
const ESC = '\x1b';
const BEL = '\x07';

describeInChromium('the viewer page of a serial console', () => {
  let browser: Browser;
  let context: BrowserContext;
  let misdeeds: Misdeeds;
  let proxy: MockProxy;
  let page: Page;
  let line: SerialLine;

  beforeAll(async () => {
    buildPages();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    misdeeds = await watchMisdeeds(context);
  });
  afterEach(async () => {
    await context.close();
    await proxy.close();
  });

  const byTestId = (id: string) => page.getByTestId(id);
  const reached = (state: string) => page.waitForSelector(`#status[data-state="${state}"]`);
  const shows = (text: string) =>
    page.waitForFunction((part) => document.querySelector('.xterm-rows')?.textContent.includes(part), text);
  const banner = (text: string) => byTestId('line-status').getByText(text, { exact: true }).waitFor();

  async function open(options: MockProxyOptions = {}): Promise<void> {
    proxy = await MockProxy.start({ type: 'serial', ...options });
    page = await context.newPage();
    await page.goto(`${proxy.origin}/#token=tOkenOfTheTest`);
    line = await proxy.line();
    await reached('connected');
  }

  it('shows what the line says, and sends what is typed', async () => {
    await open();
    expect(proxy.offered).toEqual([['ironbridge.serial', `ironbridge.session.${SESSION_KEY}`]]);
    line.print('login: ');
    await shows('login:');
    await page.keyboard.type('root');
    await page.keyboard.press('Enter');
    await line.until(({ typed }) => typed === 'root\r');
    await page.keyboard.press('Control+c');
    await line.until(({ typed }) => typed === 'root\r\x03');
    expect(misdeeds).toEqual({ violations: [], accidents: [] });
  });

  it('loads neither noVNC nor what it does not need', async () => {
    await open();
    expect(proxy.requestedUrls.filter((url) => url.includes('vnc'))).toEqual([]);
    const names = ['ctrl-alt-del', 'clipboard', 'scale', 'view-only', 'screen'];
    for (const name of names) expect(await byTestId(name).isVisible()).toBe(false);
  });

  it('shows colours of every kind under the policy, without a violation', async () => {
    await open();
    line.print(
      `${ESC}[31mred${ESC}[0m ${ESC}[38;2;1;200;3mtrue${ESC}[0m ${ESC}[48;2;9;8;7mback${ESC}[0m plain`,
    );
    await shows('plain');
    const colours = await page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('.xterm-rows span')].map((span) => {
          const { color, backgroundColor } = getComputedStyle(span);
          return [span.textContent.trim(), [color, backgroundColor]];
        }),
      ),
    );
    expect(colours['true']?.[0]).toBe('rgb(1, 200, 3)');
    expect(colours['back']?.[1]).toBe('rgb(9, 8, 7)');
    expect(colours['red']?.[0]).not.toBe(colours['plain']?.[0]);
    expect(misdeeds).toEqual({ violations: [], accidents: [] });
  });

  it('joins characters that were cut between two messages', async () => {
    await open();
    const bytes = Buffer.from('grüße €');
    for (const byte of bytes) line.print(Buffer.of(byte));
    await shows('grüße €');
  });

  it('draws at least the 80 by 24 that firmware draws on', async () => {
    await open();
    line.print(`${'x'.repeat(80)}|`);
    await shows('x|');
    await page.setViewportSize({ width: 400, height: 300 });
    await page.waitForFunction(
      () => document.querySelector('.xterm-rows > div:nth-child(2)')?.textContent.trim() === '|',
    );
    const rows = await page.locator('.xterm-rows > div').allTextContents();
    expect(rows.length).toBeGreaterThanOrEqual(24);
    expect(rows.some((row) => row === 'x'.repeat(80))).toBe(true);
  });

  describe('what a hostile line says', () => {
    it('writes neither the clipboard nor the title, and makes no link (CVE-2024-35164)', async () => {
      await open();
      await page.evaluate(() => navigator.clipboard.writeText('untouched'));
      for (const end of [BEL, `${ESC}\\`]) {
        for (const title of ['0;', '1;', '2;']) line.print(`${ESC}]${title}HACKED${end}`);
        line.print(`${ESC}]52;c;${Buffer.from('HACKED').toString('base64')}${end}`);
        line.print(`${ESC}]8;;https://evil.example/${end}click${ESC}]8;;${end}`);
      }
      line.print(' done');
      await shows('clickclick done');
      expect(await page.title()).toBe('node-1 – console');
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('untouched');
      expect(await page.locator('a[href*="evil"]').count()).toBe(0);
      const link = page.locator('.xterm-rows span', { hasText: 'click' }).first();
      const pages = context.pages().length;
      await link.click({ force: true, modifiers: ['Control'] });
      await link.click({ force: true });
      await page.keyboard.type('x');
      await line.until(({ typed }) => typed.includes('x'));
      expect(context.pages()).toHaveLength(pages);
      expect(page.url()).toBe(`${proxy.origin}/`);
      expect(misdeeds).toEqual({ violations: [], accidents: [] });
    });

    it('survives a storm of escape sequences, and types no storm of answers (CVE-2020-9497)', async () => {
      await open();
      // The first second belongs to the replay, in which no question is answered at all.
      line.print(`${ESC}[6n`);
      const storm = [
        `${ESC}[c${ESC}[>c${ESC}[6n${ESC}[?6n${ESC}[?25$p${ESC}P$qm${ESC}\\${ESC}]10;?${BEL}`.repeat(3_000),
        `${ESC}[99999999999999999999;99999999999999H${ESC}[2147483647b${ESC}[?99999999h`.repeat(1_000),
        `${ESC}]0;${'t'.repeat(200_000)}`,
        `${ESC}\\${ESC}P${'q'.repeat(200_000)}${ESC}\\${ESC}_${'a'.repeat(200_000)}${ESC}\\`,
        '\xff\xfe\xc0\xaf\x80'.repeat(1_000),
      ].join('');
      line.print(Buffer.from(storm, 'latin1'));
      line.print(`${ESC}[!p${ESC}[0m${ESC}[2J${ESC}[Hstill here`);
      await shows('still here');
      await page.keyboard.type('q');
      await line.until(({ typed }) => typed.endsWith('q'));
      expect(line.typed.length).toBeLessThan(500);
      expect(misdeeds).toEqual({ violations: [], accidents: [] });
    });

    it('has no question of the past answered, which somebody else asked', async () => {
      await open();
      line.print(`old prompt${ESC}[6n${ESC}[c`);
      await shows('old prompt');
      await page.keyboard.type('x');
      await line.until(({ typed }) => typed !== '');
      expect(line.typed).toBe('x');
    });

    it('and its reasons are text', async () => {
      await open({ nodeName: HOSTILE });
      line.tell({ line: 'down', reason: HOSTILE });
      await banner(`The line is down (${HOSTILE}). It is being restored; this page goes on by itself.`);
      line.tell({ writable: false, writer: HOSTILE });
      await banner(`${HOSTILE} is typing; you are watching.`);
      expect(await byTestId('node-name').textContent()).toBe(HOSTILE);
      expect(await page.locator('main img').count()).toBe(0);
      expect(misdeeds).toEqual({ violations: [], accidents: [] });
    });
  });

  describe('who may type', () => {
    it('watches while another person types, and types when they left', async () => {
      await open();
      line.tell({ writable: false, writer: 'bob', readers: 2 });
      await banner('bob is typing; you are watching.');
      expect(await byTestId('send-break').isDisabled()).toBe(true);
      expect(await byTestId('paste').isDisabled()).toBe(true);
      await page.keyboard.type('lost');
      line.tell({ writable: true, writer: 'ada' });
      await byTestId('line-status').waitFor({ state: 'hidden' });
      await page.keyboard.type('mine');
      await line.until(({ typed }) => typed.endsWith('mine'));
      expect(line.typed).toBe('mine');
    });

    it('only watches where the link is read-only', async () => {
      await open({ mode: 'read-only' });
      await banner('This link is for watching only.');
      line.tell({ writable: true });
      await page.keyboard.type('x');
      line.print('shown');
      await shows('shown');
      expect(await byTestId('send-break').isDisabled()).toBe(true);
      expect(line.typed).toBe('');
    });

    it('sends a break', async () => {
      await open();
      await byTestId('send-break').click();
      await line.until(({ controls }) => controls.length === 1);
      expect(line.controls).toEqual(['{"type":"break"}']);
      await page.keyboard.type('h');
      await line.until(({ typed }) => typed === 'h');
    });

    it('tells that the line is down, and keeps what it said', async () => {
      await open();
      line.print('panic');
      await shows('panic');
      line.tell({ line: 'down', reason: 'SOL session closed by BMC' });
      await banner(
        'The line is down (SOL session closed by BMC). It is being restored; this page goes on by itself.',
      );
      expect(await byTestId('send-break').isDisabled()).toBe(true);
      await shows('panic');
      line.tell({});
      await byTestId('line-status').waitFor({ state: 'hidden' });
      expect(await byTestId('send-break').isEnabled()).toBe(true);
    });
  });

  describe('copy and paste', () => {
    it('copies the selection with Ctrl+Shift+C', async () => {
      await open();
      line.print('serial-number-42');
      await shows('serial-number-42');
      await page
        .locator('.xterm-rows span', { hasText: 'serial' })
        .dblclick({ force: true, position: { x: 8, y: 6 } });
      await page.keyboard.press('Control+Shift+C');
      await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('serial'));
      expect(line.typed).toBe('');
    });

    it('pastes with Ctrl+Shift+V and with the button, lines as Enter, never in brackets', async () => {
      await open();
      line.print(`${ESC}[?2004h$ `);
      await shows('$');
      await page.evaluate(() => navigator.clipboard.writeText('one\ntwo\r\n'));
      await byTestId('paste').click();
      await line.until(({ typed }) => typed === 'one\rtwo\r');
      await page.evaluate(() => navigator.clipboard.writeText('three'));
      await page.keyboard.press('Control+Shift+V');
      await line.until(({ typed }) => typed === 'one\rtwo\rthree');
      expect(misdeeds).toEqual({ violations: [], accidents: [] });
    });

    it('pastes a long text in pieces, which can be stopped', async () => {
      await open();
      const text = 'x'.repeat(250_000);
      await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
      await byTestId('paste').click();
      await byTestId('paste').getByText('Stop pasting').waitFor();
      await line.until(({ typed }) => typed.length > 1_000);
      await byTestId('paste').click();
      await byTestId('paste').getByText('Paste', { exact: true }).waitFor();
      expect(line.typed.length).toBeLessThan(250_000);
      expect(Math.max(...line.lengths)).toBeLessThanOrEqual(512);
    });

    it('refuses a text that would take half an hour', async () => {
      await open();
      await page.evaluate(() => navigator.clipboard.writeText('x'.repeat(300_000)));
      await byTestId('paste').click();
      await banner('That text has 300000 characters; at most 262144 are pasted.');
      await page.keyboard.type('y');
      await line.until(({ typed }) => typed === 'y');
      expect(await byTestId('line-status').isVisible()).toBe(false);
    });
  });

  it('reconnects by itself, with the same session, and begins anew with the replay', async () => {
    await open();
    line.print('before');
    await shows('before');
    line.close(1012);
    await reached('reconnecting');
    await shows('before');
    line = await proxy.line(2);
    await reached('connected');
    line.print('replay');
    await shows('replay');
    expect(await page.locator('.xterm-rows').textContent()).not.toContain('before');
    expect(proxy.redeemed).toHaveLength(1);
    await page.keyboard.type('z');
    await line.until(({ typed }) => typed === 'z');
  });

  it('keeps what the line said last in sight once it has ended', async () => {
    await open();
    line.print(`${'line\r\n'.repeat(200)}last words`);
    await shows('last words');
    line.close(4403, 'This console was closed by an operator');
    await reached('ended');
    expect(await byTestId('reason').textContent()).toBe('This console was closed by an operator');
    const terminal = await page.locator('.xterm-rows span', { hasText: 'last' }).boundingBox();
    const notice = await byTestId('notice').boundingBox();
    expect((terminal?.y ?? 0) + (terminal?.height ?? 0)).toBeLessThan(notice?.y ?? 0);
  });

  it('changes the size of its letters, and remembers it', async () => {
    await open();
    const size = () =>
      page.evaluate(() => getComputedStyle(document.querySelector('.xterm-rows') ?? document.body).fontSize);
    const before = await size();
    await byTestId('font-larger').click();
    await byTestId('font-larger').click();
    expect(await size()).toBe(`${String(Number.parseInt(before) + 2)}px`);
    await page.reload();
    await reached('connected');
    expect(await size()).toBe(`${String(Number.parseInt(before) + 2)}px`);
    await byTestId('font-smaller').click();
    expect(await size()).toBe(`${String(Number.parseInt(before) + 1)}px`);
  });

  it('gives the keys back to the page by keyboard', async () => {
    await open();
    await page.keyboard.press('Control+Alt+Shift+KeyB');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('font-larger');
    expect(line.typed).toBe('');
  });
});
