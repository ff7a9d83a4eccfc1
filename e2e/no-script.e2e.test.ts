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

  it(
    'answers a form larger than any with the page, in the reader’s language, not with a program’s answer',
    { timeout: 60_000 },
    async () => {
      const page = await (await device(browser, { javaScriptEnabled: false, locale: 'de-DE' })).newPage();
      await page.goto(`${shop.url}/m/${shop.messengerId}`);
      // Typing it would take the browser half a minute.
      await page.locator('textarea').evaluate((field: HTMLTextAreaElement) => (field.value = 'Wo ist mein Tandem? '.repeat(60_000)));
      await page.waitForTimeout(1_600);
      const [answer] = await Promise.all([
        page.waitForResponse((one) => one.request().method() === 'POST'),
        page.getByRole('button', { name: 'Senden' }).click(),
      ]);
      expect([answer.status(), answer.headers()['content-type']]).toEqual([413, 'text/html; charset=utf-8']);
      expect(await page.getByRole('status').innerText()).toBe('Ihre Nachricht ist zu lang: höchstens 100.000 Zeichen.');
      // The form is there again and is taken.
      await page.locator('textarea').fill('Wo ist mein Tandem?');
      await page.waitForTimeout(1_600);
      await page.getByRole('button', { name: 'Senden' }).click();
      expect(await page.getByRole('status').innerText()).toMatch(/^Angekommen /);
    },
  );

  it('takes the form in both ways a browser may send it, and refuses both ways as a page', { timeout: 60_000 }, async () => {
    const address = `${shop.url}/m/${shop.messengerId}`;
    const german = { 'accept-language': 'de' };
    const fresh = async (text: string): Promise<Record<string, string>> => {
      const html = await (await fetch(address)).text();
      const formToken = /name="formToken" value="([^"]+)"/.exec(html)?.[1] ?? '';
      return { text, email: '', website: '', formToken };
    };
    const multipart = (fields: Record<string, string>): FormData => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      return form;
    };
    const post = async (body: FormData | URLSearchParams | string, headers: Record<string, string> = german) => {
      const answer = await fetch(`${address}/form`, { method: 'POST', headers, body });
      return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
    };
    const right = await fresh('Do you mend saddles?');
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect(await post(multipart(right))).toMatchObject({ status: 200, text: expect.stringContaining('Do you mend saddles?') });

    const page = (status: number, words: string) => ({
      status,
      type: 'text/html; charset=utf-8',
      text: expect.stringMatching(new RegExp(`<html lang="de"[^]*<p class="entry" role="status">${words}`)),
    });
    const huge = { ...right, text: 'x'.repeat(2 ** 21) };
    const long = 'Ihre Nachricht ist zu lang: höchstens 100\\.000 Zeichen\\.';
    expect(await post(multipart(huge))).toEqual(page(413, long));
    expect(await post(new URLSearchParams(huge))).toEqual(page(413, long));
    expect(await post('{}', { ...german, 'content-type': 'text/csv' })).toEqual(page(415, 'Schreiben Sie etwas'));
    const file = multipart(right);
    file.append('file', new Blob(['x']), 'x.txt');
    expect((await post(file)).type).toBe('text/html; charset=utf-8');
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
