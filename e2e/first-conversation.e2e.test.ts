/** The first conversation: written in the messenger, seen and answered in the desk, read in the messenger; nobody reloads and nothing polls. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, browserReason, device, hasBrowser, onlyTheStream, openBrowser, recordSockets, signIn, write } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

const question = 'Does the blue Kettle tourer come in size 52?';
const reply = 'Yes, two are in the shop. Shall I put one aside for you?';
/** What a customer may hear live; nothing about people at their screens. */
const customerFrames = new Set(['ready', 'messages', 'entry']);

describe.skipIf(!hasBrowser)(`a conversation between Jonas and Mia’s bike shop${browserReason}`, () => {
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

  it('reaches the desk and comes back without a reload, a poll, or a word about who is typing', async () => {
    const mia = await (await device(browser)).newPage();
    await signIn(mia, shop);
    await mia
      .getByText(/^Nothing is waiting/)
      .first()
      .waitFor();
    // From here on nothing can be fetched again by either side: only the streams can bring what the other wrote.
    const desk = await onlyTheStream(mia, /\/api\/v1\//);

    const jonas = await (await device(browser)).newPage();
    const heard = recordSockets(jonas);
    await jonas.goto(`${shop.url}/m/${shop.messengerId}`);
    const promised = (await jonas.locator('form .entry').innerText()).trim();
    expect(promised).toMatch(/we'll reply by .+\./i);
    await jonas.locator('.due', { hasText: 'Reply by' }).waitFor();
    expect(await jonas.locator('.due').innerText()).toBe(`Reply by ${/reply by ([^.]+)\./i.exec(promised)?.[1]}`);
    const [field, beside, send] = [
      jonas.locator('form .entry'),
      jonas.locator('.due'),
      jonas.getByRole('button', { name: 'Send', exact: true }),
    ];
    const boxes = await Promise.all([field, jonas.locator('#mw-text'), beside, send].map((part) => part.boundingBox()));
    expect(boxes[0]!.y).toBeLessThan(boxes[1]!.y);
    expect(Math.abs(boxes[2]!.y + boxes[2]!.height / 2 - (boxes[3]!.y + boxes[3]!.height / 2))).toBeLessThan(boxes[3]!.height);

    const messenger = await onlyTheStream(jonas, /\/m\//);
    await write(jonas, question);
    await mia.getByRole('option').filter({ hasText: question }).waitFor();
    const told = jonas.locator('li.own .meta');
    await told.getByText(/^Received .+ · reply by /).waitFor();

    // No mail can go out of this shop: nobody is asked for an address.
    expect(await jonas.locator('form.ask').count()).toBe(0);
    // Opening a case is asking for it; that once she may.
    desk.allow(true);
    await answer(mia, question, reply);
    desk.allow(false);
    await jonas.locator('li.us', { hasText: reply }).waitFor({ timeout: 30_000 });

    const { body } = await shop.api('GET', '/cases?view=all');
    const { body: thread } = await shop.api('GET', `/cases/${body.items[0].id}/thread`);
    expect(await told.innerText()).toBe(thread.commitments[0].words);
    expect(thread.commitments[0].ending).toBe('kept');

    const frames = heard.received.map((text) => JSON.parse(text));
    expect(frames.length).toBeGreaterThan(2);
    for (const frame of frames) expect(customerFrames).toContain(frame.type);
    expect(heard.received.join('')).not.toMatch(/typing|presence|"seen|lastSeen|"read"|"input"|draft|@/i);

    // His next words come the same way, with every question of the desk's unanswered.
    await write(jonas, 'And does it have a bell?');
    await mia.getByText('And does it have a bell?').first().waitFor();
    messenger.allow(true);

    await jonas.locator('#mw-text').fill('Please do. I can come on');
    await until('the draft is kept', () =>
      jonas.evaluate(() => Object.values(localStorage).some((value) => value.includes('I can come on'))),
    );
    await jonas.reload();
    await jonas.locator('li.us', { hasText: reply }).waitFor();
    expect(await jonas.locator('li.own').first().innerText()).toContain(question);
    expect(await jonas.locator('#mw-text').inputValue()).toBe('Please do. I can come on');
  });
});
