/**
 * Somebody was told that it will be later and follows the link of that notice, in a browser without scripts: they read what was said, press what
 * may be pressed, and the shop sees it. How a notice comes about is `server/commitment/slip.pg.test.ts`.
 */
import { slipLink } from '@meanwhile/server/commitment/slip-link.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inEveryLook } from './axe.ts';
import { browserReason, device, hasBrowser, openBrowser } from './browser.ts';
import { openShop, type Shop } from './harness.ts';

describe.skipIf(!hasBrowser)(`the page behind a notice that it will be later${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let caseId: string;
  let link: string;
  const reader = async (over: object = {}): Promise<Page> => (await device(browser, { javaScriptEnabled: false, ...over })).newPage();

  beforeAll(async () => {
    shop = await openShop({ settings: { smtpUrl: 'smtp://127.0.0.1:9' } });
    browser = await openBrowser();
    const page = await reader();
    await page.goto(`${shop.url}/m/${shop.messengerId}`);
    await page.getByLabel('Ask everything in one go.').fill('Where is my parcel?');
    // Slower than a machine: a form filled in at once is refused.
    await page.waitForTimeout(1_600);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('status').waitFor();
    const { items } = (await shop.api('GET', '/cases?view=all')).body;
    caseId = items.find((one: { unansweredText: string | null }) => one.unansweredText?.includes('parcel')).id;
    const [first] = (await shop.api('GET', `/cases/${caseId}/thread`)).body.commitments;
    // Played: the new time, six hours after the first, as `say-new-time` writes it.
    const [second] = await shop.behind<{ id: string }>(
      `insert into tenant.commitment select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'after_id', c.id,
        'due_at', c.due_at + interval '6 hours'))).* from tenant.commitment c where c.id = $1 returning id`,
      [first.id],
    );
    link = slipLink(shop.server.platform, { workspaceId: shop.workspaceId, commitmentId: second!.id });
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  it('says what was told, that we are sorry and what comes instead; axe-core finds nothing, and a telephone shows all of it', async () => {
    // Axe runs inside the page: with scripts, whose absence on the page itself is held in the tests after this one.
    const page = await (await device(browser, { bypassCSP: true })).newPage();
    await page.goto(link);
    expect(await page.locator('body').innerText()).toMatch(/We told you .* We won't manage that, and we're sorry\./s);
    expect(await inEveryLook(page, 'the page of a notice')).toEqual({});
    await page.setViewportSize({ width: 360, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.getByRole('button', { name: "It's urgent" }).waitFor();
  });

  it('“It’s urgent” is pressed without a script: the shop has it from the customer, and they read what can be kept', async () => {
    const page = await reader();
    await page.goto(link);
    expect((await shop.api('GET', `/cases/${caseId}`)).body.urgency).toBeNull();
    await page.getByRole('button', { name: "It's urgent" }).click();
    expect(await page.locator('body').innerText()).toMatch(/Thank you for telling us\..*is still the earliest we can be sure of\./s);
    expect((await shop.api('GET', `/cases/${caseId}`)).body.urgency).toBe('customer');
  });

  it('what is added stands in the conversation, and the page says that it came', async () => {
    const page = await reader();
    await page.goto(link);
    await page.getByRole('textbox').fill('The number is 4711.');
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await page.locator('body').innerText()).toContain('Your message has reached us.');
    const texts = async (): Promise<string[]> =>
      (await shop.api('GET', `/cases/${caseId}/thread`)).body.messages.map((one: { text: string }) => one.text);
    await expect.poll(texts).toContain('The number is 4711.');
  });

  it('a link that leads nowhere says so on a page, and axe-core finds nothing there either', async () => {
    const page = await (await device(browser, { bypassCSP: true })).newPage();
    const answer = await page.goto(`${link}x`);
    expect(answer!.status()).toBe(404);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('no longer in use');
    expect(await inEveryLook(page, 'a link that leads nowhere')).toEqual({});
  });
});
