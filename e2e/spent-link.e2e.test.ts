/** What does somebody see whose sign-in link is used up or too old? One page that says so, clean for axe-core in every look, with one way on. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inEveryLook } from './axe.ts';
import { browserReason, device, hasBrowser, openBrowser } from './browser.ts';
import { openShop, type Shop } from './harness.ts';

describe.skipIf(!hasBrowser)(`a sign-in link that is used up${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;

  beforeAll(async () => {
    shop = await openShop({ sendMail: () => Promise.resolve() });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  const press = async (url: string): Promise<Page> => {
    const page = await (await device(browser)).newPage();
    await page.goto(url);
    await page.getByRole('button', { name: 'Sign me in' }).click();
    return page;
  };
  /** Heading, words, focus, and everything that can be pressed. */
  async function expectOneWayOn(page: Page): Promise<void> {
    await page.getByRole('heading', { level: 1, name: 'This link no longer works' }).waitFor();
    expect(await page.title()).toBe('This link no longer works · Meanwhile');
    expect(await page.getByRole('alert').innerText()).toBe('It was used already or is too old. Nothing else has happened.');
    expect(await page.locator('main').locator('a, button, input').allInnerTexts()).toEqual(['Get a new link']);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Get a new link');
    expect(page.url()).not.toContain('#t=');
    expect(await page.context().cookies()).toEqual([]);
  }
  /** With the keyboard alone, to where another link is asked for. */
  async function goesOn(page: Page): Promise<void> {
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Sign in by mail' }).waitFor();
    await page.getByRole('textbox', { name: 'Email' }).fill('nora@harbour-books.example');
  }

  it('used once before: the first press signs in, the second finds one way on, and that way asks for another', async () => {
    const url = await shop.signInUrl();
    const first = await press(url);
    await first.waitForURL(/\/(?:inbox|welcome)/);
    const second = await press(url);
    await expectOneWayOn(second);
    expect(await inEveryLook(second, 'a used link')).toEqual({});
    await goesOn(second);
    await Promise.all([first.context().close(), second.context().close()]);
  });

  it('too old: the same page, in German too, and nobody is signed in', async () => {
    const url = await shop.signInUrl();
    await shop.behind(`update accounts.sign_in_link set expires_at = created_at - interval '1 second'`);
    const page = await press(url);
    await expectOneWayOn(page);
    await page.context().close();
    const german = await (await device(browser, { locale: 'de-DE' })).newPage();
    await german.goto(url);
    await german.getByRole('button', { name: 'Anmelden' }).click();
    await german.getByRole('heading', { level: 1, name: 'Dieser Link gilt nicht mehr' }).waitFor();
    expect(await inEveryLook(german, 'an old link, in German')).toEqual({});
    await german.context().close();
  });
});
