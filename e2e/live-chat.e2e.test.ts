/** Mia is live for an hour: Jonas reads that she is there and sees her write; when she leaves, the words change and he is told a time, once. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, signIn, write } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

/** Cues are gone a minute after the last one left; a page asks every fifteen seconds. */
const minuteMs = 60_000;

describe.skipIf(!hasBrowser)(`live in Mia’s bike shop${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let mia: Page;
  let jonas: Page;
  let isDead = false;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([openShop({ rateFactor: 100 }), openBrowser()]);
    mia = await (await device(browser)).newPage();
    await signIn(mia, shop);
    jonas = await (await device(browser)).newPage();
  });
  afterAll(async () => {
    await browser?.close();
    if (!isDead) await shop?.close();
  });

  const entry = () => jonas.locator('form .entry');
  const own = () => jonas.locator('li.own .meta').last();
  /** Real input at Mia's desk, as she goes on working. */
  const touch = () => mia.keyboard.press('Shift');
  const isThere = () =>
    until(
      'he reads that she is there',
      async () => {
        await touch();
        return (await entry().innerText()).endsWith(' is here now.');
      },
      // Input is passed on every half minute, and a page that replies later asks once a minute.
      3 * minuteMs,
    );
  const commitments = async () => (await shop.api('GET', '/commitments')).body.items;

  it('a manager allows it, and nothing changes for customers while nobody is live', async () => {
    await mia.goto(`${shop.url}/channels/${shop.messengerId}`);
    const allow = mia.getByRole('switch', { name: /May be live/ });
    expect(await allow.getAttribute('aria-checked')).toBe('false');
    await allow.click();
    await mia.getByText('Replying later: nobody is on shift.').first().waitFor();
    await until('it is kept', async () => (await shop.api('GET', `/channels/${shop.messengerId}`)).body.mayBeLive);
    await jonas.goto(`${shop.url}/m/${shop.messengerId}`);
    await jonas.locator('.due', { hasText: 'Reply by' }).waitFor();
    expect(await entry().innerText()).toMatch(/we'll reply by/i);
  });

  it('she says that she is live; he reads it above the field, and no time beside Send', async () => {
    await mia.goto(`${shop.url}/team`);
    await mia.getByRole('button', { name: 'I’m live' }).click();
    await mia.getByText(/^You are live until .+, for as long as you are at the keyboard\.$/).waitFor();
    await mia.getByRole('button', { name: /^Live until .+: end$/ }).waitFor();
    await isThere();
    expect(await entry().innerText()).toMatch(/^\S+ is here now\.$/);
    expect(await jonas.locator('.due').innerText()).toBe('');
  });

  it('he is told no time, sees her write, and has her answer', async () => {
    await write(jonas, 'Is the blue tourer still there?');
    await own()
      .getByText(/^Received [^·]+$/)
      .waitFor();
    await mia.goto(`${shop.url}/inbox/all`);
    await mia.getByRole('option').filter({ hasText: 'Is the blue tourer still there?' }).click();
    const field = mia.getByRole('textbox', { name: 'Your reply' });
    await field.pressSequentially('It is, in your size. ', { delay: 30 });
    await entry()
      .getByText(/ is writing…$/)
      .waitFor();
    await field.pressSequentially('Shall I put it aside?', { delay: 30 });
    await mia.getByRole('button', { name: /^Send and next/ }).click();
    await jonas.locator('li.us', { hasText: 'Shall I put it aside?' }).waitFor({ timeout: minuteMs });
    await entry()
      .getByText(/ is here now\.$/)
      .waitFor({ timeout: minuteMs });
    expect(await commitments()).toEqual([]);
  });

  it('she signs out while he waits: within a minute nothing looks live, and he is told a time, once', async () => {
    await write(jonas, 'Yes please, until Saturday.');
    await own()
      .getByText(/^Received [^·]+$/)
      .waitFor();
    await mia.getByRole('button', { name: 'You' }).click();
    const goneAt = Date.now();
    await mia.getByRole('menuitem', { name: 'Sign out' }).click();
    await own()
      .getByText(/^Live chat has just ended\. Carry on writing: we'll reply by .+\.$/)
      .waitFor({ timeout: minuteMs });
    await entry()
      .getByText(/^Live chat has just ended\. Carry on writing: we'll reply by .+\.$/)
      .waitFor({ timeout: minuteMs });
    expect(Date.now() - goneAt).toBeLessThan(minuteMs);
    await jonas.locator('.due', { hasText: 'Reply by' }).waitFor();
    const told = await commitments();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ kind: 'reply', words: await own().innerText(), ending: null });
  });

  it('back again, and then the server dies: the page says by itself within a minute that we reply later', async () => {
    await signIn(mia, shop);
    await isThere();
    isDead = true;
    await shop.close();
    const diedAt = Date.now();
    await entry()
      .getByText(/we'll reply by/i)
      .waitFor({ timeout: minuteMs });
    expect(Date.now() - diedAt).toBeLessThan(minuteMs);
  }, 300_000);
});
