/** At 400 % zoom of a laptop's window: nothing is cut off, nothing scrolls by itself, and there is room to read. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, signIn, write } from './browser.ts';
import { openShop, type Shop } from './harness.ts';

/** 1280 × 1024 at 400 %. */
const viewport = { width: 320, height: 256 };
const widthOf = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);

describe.skipIf(!hasBrowser)(`at 400 % zoom${browserReason}`, () => {
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

  it('a first visitor stands at the beginning of the page and can write', async () => {
    const ravi = await (await device(browser, { viewport })).newPage();
    await ravi.goto(`${shop.url}/m/${shop.messengerId}`);
    await ravi.locator('.about').waitFor();
    expect(await ravi.evaluate(() => window.scrollY)).toBe(0);
    await write(ravi, 'Do you repair coaster brakes?');
    await ravi.locator('li.own .meta', { hasText: 'reply by' }).waitFor();
    expect(await widthOf(ravi)).toBe(viewport.width);
  });

  it('an agent can read the conversation and reach the field for the answer', async () => {
    const mia = await (await device(browser, { viewport })).newPage();
    await signIn(mia, shop);
    const [row] = (await shop.api('GET', '/cases?view=all')).body.items;
    await mia.goto(`${shop.url}/inbox/all/${row.id}`);
    await mia.getByText('Do you repair coaster brakes?').last().waitFor();
    expect((await mia.getByRole('log').boundingBox())!.height).toBeGreaterThan(viewport.height / 2);
    await mia.getByRole('textbox', { name: 'Your reply' }).fill('We do.');
    expect(await mia.getByRole('button', { name: /^Send and next/ }).isEnabled()).toBe(true);
    expect(await widthOf(mia)).toBe(viewport.width);
  });
});
