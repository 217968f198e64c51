import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, type Server, startServer } from './start-page-browser.ts';

if (!executablePath) {
  if (process.env['CI'] === 'true')
    throw new Error('The tests of the start page need chromium: apt-get install chromium');
  console.warn('The tests of the start page are skipped: no chromium (apt-get install chromium fonts-noto-cjk).');
}

const ORDER = {
  StartAt: 'CheckOrder',
  States: {
    CheckOrder: { Type: 'Choice', Choices: [{ Variable: '$.bad', IsPresent: true, Next: 'Refuse' }], Default: 'Split' },
    Refuse: { Type: 'Fail', Error: 'Order.Invalid', Cause: '订单没有商品' },
    Split: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Ship', States: { Ship: { Type: 'Pass', End: true } } },
        { StartAt: 'Count', States: { Count: { Type: 'Pass', End: true } } },
      ],
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};
const WAITING = {
  StartAt: 'Ask',
  States: { Ask: { Type: 'Wait', Seconds: 3600, Next: 'Pay' }, Pay: { Type: 'Pass', End: true } },
};
const TRAP = '<img src=x onerror=alert(1)>';

describe.runIf(executablePath)('the start page', () => {
  let server: Server;
  let browser: Browser;
  let complaints: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), launch()]);
    await server.post('/v1/blueprints', { name: 'order', definition: ORDER, activate: true });
    await server.post('/v1/blueprints', { name: 'refund', definition: WAITING, activate: true });
    for (const name of ['good-1', 'good-2', TRAP])
      await server.post('/v1/flows', { blueprint: 'order', name, input: { name } });
    await server.post('/v1/flows', { blueprint: 'order', name: 'bad-1', input: { bad: '王小明' } });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    for (const context of browser.contexts()) await context.close();
  });

  async function open(path = '/', options = {}): Promise<Page> {
    const opened = await openPage(browser, server.url + path, options);
    complaints = opened.complaints;
    return opened.page;
  }
  const row = (page: Page, name: string) => page.locator('tbody tr', { hasText: name });

  it('shows blueprints with counts and flows, and what happens next without being asked', async () => {
    const page = await open();
    const card = page.locator('.card', { hasText: 'order' });
    await card.locator('[data-count=succeeded]', { hasText: '3' }).waitFor();
    await card.locator('[data-count=failed]', { hasText: '1' }).waitFor();
    await server.post('/v1/flows', { blueprint: 'order', name: 'late', input: {} });
    await row(page, 'late').locator('[data-status=SUCCEEDED]').waitFor();
    await card.locator('[data-count=succeeded]', { hasText: '4' }).waitFor();
  });

  it('keeps its filters in the URL', async () => {
    const page = await open();
    await page.locator('.card', { hasText: 'order' }).locator('[data-count=failed]').click();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('status')).toBe('FAILED,TIMED_OUT,ABORTED');
    await page.reload();
    await row(page, 'bad-1').waitFor();
    await page.selectOption('#filter-status', '');
    await page.fill('#filter-q', 'good');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(2);
    expect(new URL(page.url()).search).toBe('?blueprint=order&q=good');
    await page.fill('#filter-q', '王小');
    await row(page, 'bad-1').waitFor();
    await page.fill('#filter-q', 'nothing like this');
    await page.getByText('No flow matches the filters').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await row(page, 'good-1').waitFor();
    await page.goBack();
    await page.getByText('No flow matches the filters').waitFor();
  });

  it('shows where a flow has been, its branches indented, and every event', async () => {
    const page = await open();
    await row(page, 'good-1').locator('a').click();
    const states = page.locator('.path li');
    await states.nth(4).waitFor();
    expect(await states.locator('.state').allTextContents()).toEqual(['CheckOrder', 'Split', 'Ship', 'Count', 'Done']);
    const indents = await page.evaluate(
      "[...document.querySelectorAll('.path li')].map((item) => getComputedStyle(item).paddingLeft)",
    );
    expect(indents).toEqual(['0px', '0px', '20px', '20px', '0px']);
    await page.locator('.history summary').first().click();
    await page.locator('.history pre', { hasText: '"name": "good-1"' }).waitFor();
    await page.locator('.payload', { hasText: 'Output' }).locator('summary').click();
    await page.locator('.payload pre').waitFor();
    await page.goBack();
    await page.locator('#flow').waitFor({ state: 'hidden' });
  });

  it('names the error of a flow that failed, and retries it', async () => {
    const page = await open('/?status=FAILED');
    await row(page, 'bad-1').locator('a').click();
    await page.getByText('订单没有商品').first().waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.selectOption('dialog select', 'Start');
    await page.getByRole('button', { name: 'Retry the flow' }).click();
    await page.locator('.facts', { hasText: 'run 2' }).waitFor();
    expect(await page.locator('dialog').isVisible()).toBe(false);
  });

  it('pauses, resumes and stops a flow, after asking', async () => {
    const { flowId } = await server.post('/v1/flows', { blueprint: 'refund', name: 'refund-1' });
    const page = await open(`/?flow=${flowId}`);
    await page.locator('.open-states', { hasText: 'Ask waiting' }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog').isVisible()).toBe(false);
    for (const [verb, go, status] of [
      ['Pause', 'Pause the flow', 'Paused'],
      ['Resume', 'Resume the flow', 'Running'],
      ['Stop', 'Stop the flow', 'Aborted'],
    ] as const) {
      await page.getByRole('button', { name: verb, exact: true }).click();
      await page.getByRole('button', { name: go }).click();
      await page.locator('.flow-title .pill', { hasText: status }).waitFor();
    }
    await row(page, 'refund-1').locator('[data-status=ABORTED]').waitFor();
  });

  it('says what the server refuses', async () => {
    const { flowId } = await server.post('/v1/flows', { blueprint: 'refund', name: 'refund-2' });
    const page = await open(`/?flow=${flowId}`);
    await page.route('**/stop', (route) =>
      route.fulfill({
        status: 409,
        json: { code: 'SFC_FLOW_ENDED', detail: 'The flow has ended.', hint: 'Read its result.' },
      }),
    );
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('button', { name: 'Stop the flow' }).click();
    await page.locator('dialog .notice', { hasText: 'The flow has ended. Read its result.' }).waitFor();
    complaints.splice(0, 1);
  });

  it('says that a flow does not exist', async () => {
    const page = await open('/?flow=none');
    await page.locator('#flow .notice', { hasText: 'There is no flow "none"' }).waitFor();
    complaints.length = 0;
  });

  it('shows data as text, never as markup', async () => {
    const page = await open(`/?q=img`);
    let isTrapped = false;
    page.on('dialog', () => {
      isTrapped = true;
    });
    await page.locator('.flow-link', { hasText: TRAP }).click();
    await page.locator('.flow-title', { hasText: TRAP }).waitFor();
    await page.locator('.history summary').first().click();
    await page.locator('.history pre', { hasText: TRAP }).waitFor();
    expect([isTrapped, await page.locator('main img').count()]).toEqual([false, 0]);
  });

  it('works with the keyboard alone', async () => {
    const page = await open('/?q=good');
    await row(page, 'good-1').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Skip to the flows');
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 8; presses += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate("document.activeElement?.className === 'flow-link'")) break;
    }
    await page.keyboard.press('Enter');
    await page.locator('.path li').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#flow').waitFor({ state: 'hidden' });
  });

  it('speaks the language of the browser, and the other one on demand', async () => {
    const page = await open('/', { locale: 'zh-CN' });
    await page.getByRole('heading', { name: '蓝图' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Blueprints' }).waitFor();
    expect(await page.evaluate("localStorage.getItem('sfc-language')")).toBe('en');
  });

  it.each([
    ['light', 1360],
    ['dark', 1360],
    ['light', 400],
  ] as const)('is accessible in %s at %d pixels', async (colorScheme, width) => {
    const page = await open('/?q=good', { colorScheme, viewport: { width, height: 860 }, reducedMotion: 'reduce' });
    await row(page, 'good-1').waitFor();
    const check = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    };
    expect(await check()).toEqual([]);
    await row(page, 'good-1').locator('a').click();
    await page.locator('.path li').first().waitFor();
    await page.locator('.history summary').first().click();
    expect(await check()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });

  it('says that the connection is lost, and goes on by itself', async () => {
    const page = await open();
    await server.restart();
    await page
      .locator('#live[data-state=lost]')
      .waitFor()
      .catch(() => undefined);
    await page.locator('#live[data-state=live]').waitFor();
    await server.post('/v1/flows', { blueprint: 'order', name: 'after-restart', input: {} });
    await row(page, 'after-restart').waitFor();
    complaints.length = 0;
  });
});
