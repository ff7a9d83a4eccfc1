/** Somebody whose browser runs no scripts: the hosted page is a form, says when an answer comes, and shows this browser's history. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser } from './browser.ts';
import { openShop, type Shop } from './harness.ts';

describe.skipIf(!hasBrowser)(`the hosted page without JavaScript${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;

  beforeAll(async () => {
    shop = await openShop({ settings: { smtpUrl: 'smtp://127.0.0.1:9' } });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  it('takes a message, says when the answer comes, and shows the answer on the next visit', async () => {
    const page = await (await device(browser, { javaScriptEnabled: false })).newPage();
    const address = `${shop.url}/m/${shop.messengerId}`;
    await page.goto(address);
    expect(await page.locator('.entry').innerText()).toMatch(/we'll reply by /i);
    await page.getByLabel('Ask everything in one go.').fill('Do you repair coaster brakes?');
    // Slower than a machine: a form filled in at once is refused.
    await page.waitForTimeout(1_600);
    await page.getByRole('button', { name: 'Send' }).click();
    const told = await page.getByRole('status').innerText();
    expect(told).toMatch(/^Received .+ · reply by /);

    const row = (await shop.api('GET', '/cases?view=all')).body.items[0];
    const { body: thread } = await shop.api('GET', `/cases/${row.id}/thread`);
    expect(thread.messages[0].text).toBe('Do you repair coaster brakes?');
    expect(thread.commitments[0].words).toBe(told);
    expect((await shop.api('POST', '/messages', { caseId: row.id, text: 'We do, in two days.', undoMs: 0 })).status).toBe(201);

    await page.goto(address);
    const history = page.locator('section.history ol');
    expect(await history.innerText()).toContain('Do you repair coaster brakes?');
    expect(await history.innerText()).toContain('We do, in two days.');

    await page.getByLabel('Ask everything in one go.').fill('And what does it cost?');
    await page.waitForTimeout(1_600);
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await page.getByRole('status').innerText()).toMatch(/^Received /);
    expect(await history.innerText()).toContain('And what does it cost?');

    const stranger = await (await device(browser, { javaScriptEnabled: false })).newPage();
    await stranger.goto(address);
    expect(await stranger.locator('body').innerText()).not.toContain('coaster');
  });

  it('keeps what was written when the form was not taken, and takes it the second time', async () => {
    const page = await (await device(browser, { javaScriptEnabled: false })).newPage();
    await page.goto(`${shop.url}/m/${shop.messengerId}`);
    await page.getByLabel('Ask everything in one go.').fill('Do you have child seats?');
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await page.getByRole('status').innerText()).toBe('Not sent. Your text is kept here.');
    expect(await page.getByLabel('Ask everything in one go.').inputValue()).toBe('Do you have child seats?');
    await page.waitForTimeout(1_600);
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await page.getByRole('status').innerText()).toMatch(/^Received /);
  });

  it('says when a message is too long and keeps every letter; as long as may be is taken whole', { timeout: 60_000 }, async () => {
    const page = await (await device(browser, { javaScriptEnabled: false })).newPage();
    // As a shop without scripts embeds it.
    await page.goto(`${shop.url}/m/${shop.messengerId}?embed=1`);
    const field = page.getByLabel('Ask everything in one go.');
    const most = `${'Where is my tandem? '.repeat(5_000).slice(0, -4)}End.`;
    await field.fill(`${most}!`);
    await page.waitForTimeout(1_600);
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await page.getByRole('status').innerText()).toBe(
      'Not sent. Your text is kept here. Your message is too long: at most 100,000 characters.',
    );
    expect(await field.inputValue()).toBe(`${most}!`);
    expect(await page.evaluate(() => location.search)).toBe('?embed=1');
    await field.fill(most);
    await page.waitForTimeout(1_600);
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await page.getByRole('status').innerText()).toMatch(/^Received /);
    const { body } = await shop.api('GET', '/messages?limit=200');
    const lengths = body.items.map((one: { text: string }) => one.text.length);
    expect(lengths.filter((length: number) => length >= 99_990)).toEqual([100_000]);
  });

  it('keeps the address somebody leaves for the answer', async () => {
    const page = await (await device(browser, { javaScriptEnabled: false })).newPage();
    await page.goto(`${shop.url}/m/${shop.messengerId}`);
    await page.getByLabel('Ask everything in one go.').fill('Is the workshop open on Saturday?');
    await page.getByLabel(/^Email address/).fill('ravi@customer.test');
    await page.waitForTimeout(1_600);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('status').waitFor();
    const row = (await shop.api('GET', '/cases?view=all')).body.items.find((one: { unansweredText: string }) =>
      one.unansweredText?.includes('Saturday'),
    );
    const { body } = await shop.api('GET', `/customers/${row.customer.id}`);
    expect(body.identities).toContainEqual(expect.objectContaining({ scheme: 'email', value: 'ravi@customer.test', proof: 'claimed' }));
  });
});
