/** Somebody writes of danger: whom to call stands first while they are still writing, in the shop's own words, and nothing typed has left by then. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser } from './browser.ts';
import { openShop, type Shop } from './harness.ts';

describe.skipIf(!hasBrowser)(`words of danger in the messenger${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;

  beforeAll(async () => {
    shop = await openShop();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  it('says whom to call before anything is sent, takes it back with the words, and says it again with the answer', async () => {
    const ours = 'If someone is in danger, call your local emergency number now.';
    const own = 'If you smell gas, ring our night line: +44 20 7946 0018';
    const page = await (await device(browser)).newPage();
    const address = `${shop.url}/m/${shop.messengerId}`;
    await page.goto(address);
    const field = page.getByLabel('Ask everything in one go.');
    await field.fill('Where is my bell?');
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await field.fill('I smell gas in the kitchen');
    await expect.poll(() => page.getByRole('alert').allInnerTexts(), { timeout: 10_000 }).toEqual([ours]);
    expect((await shop.api('GET', '/cases?view=all')).body.items).toEqual([]);
    await field.fill('I smell coffee in the kitchen');
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);

    const body = { words: 'If you smell gas, ring our night line:', route: '+44 20 7946 0018' };
    expect((await shop.api('PUT', '/urgent-lines/safety/en', body)).status).toBe(200);
    await page.goto(address);
    await field.fill('I smell gas in the kitchen');
    await expect.poll(() => page.getByRole('alert').allInnerTexts(), { timeout: 10_000 }).toEqual([own]);
    const [alertBox, entryBox] = [await page.getByRole('alert').boundingBox(), await page.locator('.entry').boundingBox()];
    expect(alertBox!.y).toBeLessThan(entryBox!.y);
    await page.getByRole('button', { name: 'Send' }).click();
    await expect
      .poll(() => page.locator('.history').innerText(), { timeout: 10_000 })
      .toContain(`${own} We've marked your message as urgent.`);

    const form = await (await device(browser, { javaScriptEnabled: false })).newPage();
    await form.goto(address);
    expect(await form.locator('.heed').allInnerTexts()).toEqual([own]);
  });
});
