/** Mia asks a customer for what she still needs to know, with one press; they answer on a page without scripts, in their own spelling, and she sees it at once. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inEveryLook } from './axe.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

describe.skipIf(!hasBrowser)(`asking a customer for details${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let mia: Page;
  let caseId: string;

  beforeAll(async () => {
    shop = await openShop({ settings: { smtpUrl: 'smtp://127.0.0.1:9' } });
    browser = await openBrowser();
    const page = await (await device(browser, { javaScriptEnabled: false })).newPage();
    await page.goto(`${shop.url}/m/${shop.messengerId}`);
    await page.getByLabel('Ask everything in one go.').fill('The wheel of my bike is bent.');
    // Slower than a machine: a form filled in at once is refused.
    await page.waitForTimeout(1_600);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('status').waitFor();
    const { items } = (await shop.api('GET', '/cases?view=all')).body;
    caseId = items.find((one: { unansweredText: string | null }) => one.unansweredText?.includes('bent')).id;
    mia = await (await device(browser)).newPage();
    await signIn(mia, shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  it('the shop says what customers are asked for, and why', async () => {
    await mia.goto(`${shop.url}/settings/labels`);
    const section = mia.getByRole('region', { name: 'Fields' });
    for (const [name, kind, because] of [
      ['Bought on', 'Date', 'the warranty runs from that day'],
      ['Frame number', 'Text', 'each frame has its own wheels'],
    ] as const) {
      await section.getByRole('button', { name: 'New field' }).click();
      const dialog = mia.getByRole('dialog');
      await dialog.getByLabel('Name', { exact: true }).fill(name);
      if (kind !== 'Text') {
        await dialog.getByRole('combobox', { name: 'Kind' }).click();
        await mia.getByRole('option', { name: kind }).click();
      }
      await dialog.getByLabel('Customers are asked, because').fill(because);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.waitFor({ state: 'hidden' });
    }
    await section.getByText('asked of customers').first().waitFor();
    await section.getByRole('button', { name: 'Change “Frame number”' }).click();
    const dialog = mia.getByRole('dialog');
    await dialog.getByLabel('Customers are asked, because').fill('every frame takes its own wheels');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const fields = (await shop.api('GET', '/topic-fields')).body.items;
    expect(fields.map((one: { askedBecause: string }) => one.askedBecause)).toEqual([
      'the warranty runs from that day',
      'every frame takes its own wheels',
    ]);
  });

  it('Mia asks with one press; the customer answers as they like, and she sees it without a reload', async () => {
    await mia.goto(`${shop.url}/inbox/all/${caseId}`);
    const panel = mia.getByRole('complementary', { name: 'Customer and case' });
    await panel.getByRole('button', { name: 'Ask the customer' }).click();
    const reply = mia.getByRole('textbox', { name: 'Your reply' });
    const written = await until('the link is in the answer', async () => {
      const text = await reply.inputValue();
      return text.includes('/details/') && text;
    });
    expect(written).toMatch(/^Please tell us here what we still need to know: http\S+\/details\/\S+/);

    const page = await (await device(browser, { javaScriptEnabled: false })).newPage();
    await page.goto(/http\S+\/details\/\S+/.exec(written)![0]);
    await page.getByText('We ask because the warranty runs from that day.').waitFor();
    await page.getByLabel('Bought on').fill('03/04/26');
    await page.getByLabel('Frame number').fill('Why do you need this?');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Which one do you mean?').waitFor();
    expect(await page.locator('strong').innerText()).toBe('We ask because every frame takes its own wheels.');
    await page.getByRole('radio', { name: '3 April 2026' }).check();
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await page.getByRole('status').innerText()).toBe('Your message has reached us.');

    await panel.getByRole('button', { name: /^Bought on: .*2026/ }).waitFor();
    await mia.getByText('Frame number: not answered').first().waitFor();
  });

  it('axe-core finds nothing on the page, and a telephone shows all of it', async () => {
    const { url } = (await shop.api('GET', `/cases/${caseId}/details-request`)).body;
    // Axe runs inside the page: with scripts, whose absence is held above.
    const page = await (await device(browser, { bypassCSP: true })).newPage();
    await page.goto(url);
    expect(await inEveryLook(page, 'the questions')).toEqual({});
    await page.setViewportSize({ width: 360, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.getByLabel('Frame number').fill('why?');
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await inEveryLook(page, 'the questions, asked back')).toEqual({});
  });
});
