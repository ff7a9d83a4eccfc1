/**
 * Jonas writes from a bench in the park: with a pasted picture, through a tunnel, and on a laptop whose lid was closed. His page is never
 * loaded anew; what he wrote arrives once, what he was writing stays, and the answer is there when he is back.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, write } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

describe.skipIf(!hasBrowser)(`a customer who is interrupted${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let context: BrowserContext;
  let jonas: Page;
  const open = new Set<{ both: boolean }>();
  /** The line dies under every open socket, and closes none of them: they carry nothing more, ever, and say nothing of it. */
  const dies = () => open.forEach((line) => (line.both = false));

  beforeAll(async () => {
    [shop, browser] = await Promise.all([openShop({ rateFactor: 100 }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });
  beforeEach(async () => {
    open.clear();
    context = await device(browser);
    await context.routeWebSocket(/\/m\/.+\/stream$/, (socket) => {
      const server = socket.connectToServer();
      const carries = { both: true };
      open.add(carries);
      socket.onMessage((message) => void (carries.both && server.send(message)));
      server.onMessage((message) => void (carries.both && socket.send(message)));
    });
    jonas = await context.newPage();
  });
  afterEach(() => context.close());

  async function arrive(): Promise<void> {
    await jonas.goto(`${shop.url}/m/${shop.messengerId}`);
    await jonas.locator('form .entry').waitFor();
    await jonas.evaluate(() => Object.assign(window, { isSamePage: true }));
  }
  async function asks(question: string): Promise<string> {
    await write(jonas, question);
    await jonas
      .locator('li.own', { hasText: question })
      .getByText(/reply by/)
      .waitFor();
    return until('the case', async () => (await ownCases(question))[0]?.caseId);
  }
  async function ownCases(text: string): Promise<{ caseId: string; text: string; attachments: { id: string; mediaType: string }[] }[]> {
    const { body } = await shop.api('GET', '/messages?limit=200');
    return body.items.filter((one: { text: string }) => one.text === text);
  }
  async function mia(caseId: string, text: string): Promise<void> {
    expect((await shop.api('POST', '/messages', { caseId, text, undoMs: 0 })).status).toBe(201);
    await until('it has been sent', async () => (await ownCases(text)).length > 0);
  }
  const shown = (side: 'own' | 'us', text: string) => jonas.locator(`li.${side}`, { hasText: text });

  it('a pasted picture is shown before it is sent, and stands in the conversation and with the shop afterwards', async () => {
    await arrive();
    await jonas.locator('#mw-text').fill('This is the bent spoke.');
    const pasted = await jonas.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 3, height: 2 });
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
      const data = new DataTransfer();
      data.items.add(new File([blob!], 'image.png', { type: 'image/png' }));
      const field = document.querySelector('#mw-text')!;
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      return blob!.size;
    });
    const widthOf = (list: string) => jonas.locator(`${list} img`).evaluate((image) => (image as HTMLImageElement).naturalWidth);
    await jonas.locator('ul.tray li.ready', { hasText: 'Pasted image.png' }).waitFor();
    expect(await widthOf('ul.tray')).toBe(3);
    await jonas.getByRole('button', { name: 'Send', exact: true }).click();
    await jonas.locator('li.own ul.files img').waitFor();
    await until('the picture is drawn', async () => (await widthOf('li.own ul.files')) === 3);
    expect(await jonas.locator('ul.tray').count()).toBe(0);
    const [message] = await ownCases('This is the bent spoke.');
    expect(message!.attachments).toMatchObject([{ name: 'Pasted image.png', mediaType: 'image/png' }]);
    const file = await fetch(`${shop.url}/api/v1/attachments/${message!.attachments[0]!.id}/content`, {
      headers: { authorization: `Bearer ${shop.token}` },
    });
    expect((await file.arrayBuffer()).byteLength).toBe(pasted);
  });

  it('a tunnel costs no word and doubles none: the draft stays, and what was written goes out once when the line is back', async () => {
    await arrive();
    const caseId = await asks('Is the blue tourer still there?');
    dies();
    await context.setOffline(true);
    await write(jonas, 'I could come on Friday.');
    await shown('own', 'I could come on Friday.').getByText('Not sent. Your text is kept here.').waitFor();
    await jonas.locator('#mw-text').fill('And has it got');
    await mia(caseId, 'It is. Shall I put it aside?');
    expect(await ownCases('I could come on Friday.')).toEqual([]);
    expect(await shown('us', 'It is. Shall I put it aside?').count()).toBe(0);
    // Back on line the shop takes the message in, and the first answer is lost on the way.
    let lost = 0;
    await jonas.route(/\/m\/[^/]+\/messages$/, async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.fallback();
      lost += 1;
      expect((await route.fetch()).status()).toBeLessThan(300);
      await route.abort('connectionreset');
    });
    await context.setOffline(false);
    await shown('own', 'I could come on Friday.')
      .getByText(/^Received/)
      .waitFor();
    await shown('us', 'It is. Shall I put it aside?').waitFor();
    expect(lost).toBe(1);
    expect(await jonas.locator('#mw-text').inputValue()).toBe('And has it got');
    await jonas.locator('#mw-text').pressSequentially(' a bell?');
    await jonas.getByRole('button', { name: 'Send', exact: true }).click();
    await shown('own', 'And has it got a bell?')
      .getByText(/^Received/)
      .waitFor();
    // Received is before it is read: the last one is waited for, and by then the others would stand there twice.
    await until('the last one is with the shop', async () => (await ownCases('And has it got a bell?')).length > 0);
    for (const text of ['Is the blue tourer still there?', 'I could come on Friday.', 'And has it got a bell?']) {
      expect(await shown('own', text).count(), text).toBe(1);
      expect(await ownCases(text), text).toHaveLength(1);
    }
    expect(await jonas.evaluate(() => 'isSamePage' in window)).toBe(true);
  });

  it.each(['the lid was closed over an open page', 'the browser put a hidden page to sleep'])(
    'after %s the answer is there, and the half-written sentence too',
    async (how) => {
      await jonas.clock.install();
      await arrive();
      const caseId = await asks(`Do you lend tandems, before ${how}?`);
      await jonas.locator('#mw-text').fill('For two days, from');
      const browserSide = await context.newCDPSession(jonas);
      dies();
      if (how.includes('hidden')) {
        await jonas.evaluate(() => {
          Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
          document.dispatchEvent(new Event('visibilitychange'));
        });
        await browserSide.send('Page.setWebLifecycleState', { state: 'frozen' });
      }
      await mia(caseId, `We do, after ${how}.`);
      if (how.includes('hidden')) {
        await browserSide.send('Page.setWebLifecycleState', { state: 'active' });
        await jonas.clock.fastForward(600_000);
        expect(await shown('us', `We do, after ${how}.`).count()).toBe(0);
        await jonas.evaluate(() => {
          Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'visible' });
          document.dispatchEvent(new Event('visibilitychange'));
        });
      } else {
        expect(await shown('us', `We do, after ${how}.`).count()).toBe(0);
        await jonas.clock.fastForward(600_000);
      }
      await shown('us', `We do, after ${how}.`).waitFor();
      expect(await jonas.locator('#mw-text').inputValue()).toBe('For two days, from');
      await jonas.locator('#mw-text').pressSequentially(' Friday.');
      await jonas.getByRole('button', { name: 'Send', exact: true }).click();
      await shown('own', 'For two days, from Friday.')
        .getByText(/reply by/)
        .first()
        .waitFor();
      expect(await jonas.evaluate(() => 'isSamePage' in window)).toBe(true);
    },
  );
});
