import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { buildPages, describeInChromium, launchChromium, watchMisdeeds, type Misdeeds } from './chromium.js';
import { MockApi, type MockNode } from './mock-api.js';

jest.setTimeout(30_000);

const HOSTILE = '<img src=x onerror=alert(1)>';

const node = (changes: Partial<MockNode> = {}): MockNode => ({
  uuid: 'b99dfff0-a083-435c-81f0-ac8b5a162c15',
  name: 'bm0',
  driver: 'idrac',
  console_enabled: false,
  console_interface: 'idrac-vnc',
  last_error: null,
  ...changes,
});

describeInChromium('the servers page', () => {
  let browser: Browser;
  let context: BrowserContext;
  let misdeeds: Misdeeds;
  let api: MockApi;
  let page: Page;

  beforeAll(async () => {
    buildPages();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    misdeeds = await watchMisdeeds(context);
  });
  afterEach(async () => {
    await context.close();
    await api.close();
  });

  async function open(...nodes: MockNode[]): Promise<void> {
    api = await MockApi.start(nodes);
    api.consoleUrl = `${api.origin}/viewer-of-the-test#token=s3cret`;
    page = await context.newPage();
    await page.goto(`${api.origin}/ui`);
    await page.getByTestId('node').first().waitFor();
  }

  const byTestId = (id: string): Locator => page.getByTestId(id);
  const showsError = (text: string) =>
    page.getByTestId('last-error').getByText(text, { exact: true }).waitFor();

  it('lists the nodes, and asks for a version of the API', async () => {
    await open(
      node({ console_enabled: true }),
      node({ uuid: '2', name: null, driver: 'ipmi', console_interface: 'no-console', last_error: 'Broken' }),
    );
    const texts = await byTestId('node').locator('td:not(.actions)').allTextContents();
    expect(texts).toEqual([
      'bm0b99dfff0-a083-435c-81f0-ac8b5a162c15',
      'idrac',
      'idrac-vnc',
      'enabled',
      '',
      '2',
      'ipmi',
      'no-console',
      'off',
      'Broken',
    ]);
    expect([...api.apiVersions]).toEqual(['1.82']);
    expect(await byTestId('open-console').nth(1).isDisabled()).toBe(true);
    expect(misdeeds).toEqual({ violations: [], accidents: [] });
  });

  it('shows hostile names and errors as text (GHSA-c7hr-448w-65px)', async () => {
    await open(
      node({
        name: HOSTILE,
        driver: HOSTILE,
        console_interface: HOSTILE,
        last_error: HOSTILE,
        driver_internal_info: { console_warnings: [HOSTILE] },
      }),
    );
    expect(await byTestId('console-warning').textContent()).toBe(`Warning: ${HOSTILE}`);
    expect(await page.locator('#nodes strong').textContent()).toBe(HOSTILE);
    expect(await byTestId('last-error').textContent()).toBe(HOSTILE);
    expect(await page.locator('main img').count()).toBe(0);
    expect(misdeeds).toEqual({ violations: [], accidents: [] });
  });

  it('follows what happens to a node', async () => {
    const watched = node();
    await open(watched);
    watched.console_enabled = true;
    await page.locator('[data-node-name=bm0] .state[data-state=enabled]').waitFor();
  });

  it('opens a console with one click, in a window that cannot reach back', async () => {
    await open(node({ name: HOSTILE }));
    const popup = page.waitForEvent('popup');
    await byTestId('open-console').click();
    const viewer = await popup;
    await viewer.waitForURL(api.consoleUrl);
    expect(await viewer.evaluate(() => window.opener === null)).toBe(true);
    expect(await viewer.evaluate(() => document.referrer)).toBe('');
    expect(await page.content()).not.toContain('s3cret');
    expect(misdeeds).toEqual({ violations: [], accidents: [] });
  });

  it('closes the window and shows the fault where the API refuses', async () => {
    await open(node());
    api.onSet = () => `Node bm0 is locked ${HOSTILE}`;
    const popup = page.waitForEvent('popup');
    await byTestId('open-console').click();
    const viewer = await popup;
    if (!viewer.isClosed()) await viewer.waitForEvent('close');
    await showsError(`Node bm0 is locked ${HOSTILE}`);
    expect(misdeeds).toEqual({ violations: [], accidents: [] });
  });

  it('shows the last error of a start that failed', async () => {
    await open(node());
    api.onSet = (failing) => {
      failing.last_error = 'The BMC refused the password';
      return null;
    };
    await byTestId('open-console').click();
    await showsError('The BMC refused the password');
    expect(await byTestId('console-state').textContent()).toBe('off');
  });

  it('opens no address that is not a web page', async () => {
    await open(node());
    api.consoleUrl = 'javascript:alert(1)';
    await byTestId('open-console').click();
    await showsError('This console is not a web page: its address starts with javascript:');
    expect(misdeeds).toEqual({ violations: [], accidents: [] });
  });

  it('shows the history of a serial console as text, and offers none of another', async () => {
    await open(
      node({ driver: 'ipmi', console_interface: 'ipmitool-socat' }),
      node({ uuid: '2', name: 'screen' }),
    );
    expect(await page.locator('[data-testid=console-history]:visible').count()).toBe(1);
    const popup = page.waitForEvent('popup');
    await byTestId('console-history').first().click();
    const history = await popup;
    await history.waitForLoadState();
    expect(await history.locator('body').textContent()).toBe('panic <b>\n');
    expect(await history.evaluate(() => window.opener === null)).toBe(true);
  });

  it('disables a console', async () => {
    await open(node({ console_enabled: true }));
    await byTestId('disable-console').click();
    await page.locator('.state[data-state=off]').waitFor();
    expect(await byTestId('disable-console').isDisabled()).toBe(true);
  });

  it('says so where the API is away, and keeps the list', async () => {
    await open(node());
    await context.setOffline(true);
    await byTestId('alert').waitFor();
    expect(await byTestId('alert').textContent()).toBe('The API could not be reached.');
    expect(await byTestId('node').count()).toBe(1);
    await context.setOffline(false);
    await byTestId('alert').waitFor({ state: 'hidden' });
  });

  it('filters', async () => {
    await open(node(), node({ uuid: '2', name: 'other' }));
    await byTestId('filter').fill('BM0');
    expect(await page.locator('[data-testid=node]:visible').count()).toBe(1);
  });
});
