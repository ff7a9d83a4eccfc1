/** What can a stored name do to whoever looks at it? Attacks 7 and 9 on every screen of the desk, with hostile values already in the database. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, signIn } from '../browser.ts';
import { openShop, until, type Shop } from '../harness.ts';
import { backwards, seenOn, troubleOn } from './seen-on-screen.ts';
import { fillByTheDoors, lookAlikeShown, markup, turnBehindTheDoors, type Filled } from './stored-values.ts';

/** By the word that stands for it: the field, and the screen that has to show it. */
const wordsOn = (filled: Filled, shop: Shop): Readonly<Record<string, readonly string[]>> => ({
  [`/inbox/all/${filled.caseId}`]: ['saidtext', 'filename', 'subject', 'customername', 'notetext', 'answertext', 'tagname', 'topicname'],
  '/customers': ['customername'],
  [`/customers/${filled.customerId}`]: ['customername', 'filename', 'subject'],
  '/channels': ['messengername', 'mailname', 'targetname'],
  [`/channels/${shop.messengerId}`]: ['messengername', 'policyname', 'calendarname'],
  [`/channels/${shop.mailChannelId}`]: ['mailname', 'sendername'],
  '/team': ['membername', 'ability', 'queuename', 'demand', 'invitedname'],
  '/settings/workspace': ['shopname', 'brandname'],
  '/settings/labels': ['topicname', 'tagname', 'fieldname'],
  '/settings/snippets': ['snippetname', 'macroname'],
  '/settings/tokens': ['tokenname'],
  '/settings/webhooks': ['hookname'],
  '/settings/log': ['membername'],
});

describe.skipIf(!hasBrowser)(`stored values${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let page: Page;
  let filled: Filled;
  const dialogs: string[] = [];

  beforeAll(async () => {
    shop = await openShop({ rateFactor: 100, settings: { smtpUrl: 'smtp://127.0.0.1:9' } });
    filled = await fillByTheDoors(shop);
    browser = await openBrowser();
    page = await (await device(browser)).newPage();
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await signIn(page, shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  /** The screen once it shows all of these words. */
  const open = async (path: string, words: readonly string[]): Promise<string> => {
    await page.goto(shop.url + path, { waitUntil: 'domcontentloaded' });
    return until(`${path} shows ${words.join(', ')}`, async () => {
      const seen = await seenOn(page);
      return words.every((word) => seen.includes(word)) && seen;
    });
  };

  test('attacks 7 and 9: a name the API took is text, on one line, without letters nobody sees', async () => {
    await open(
      '/settings/labels',
      ['topicname', 'tagname', 'fieldname'].map((word) => `${word} ${markup}`),
    );
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    // The control: a page that trusted these names would be found out, by its element, by its words, and by a dialog if one opened.
    await page.evaluate(
      ([tag]) => {
        document.body.insertAdjacentHTML('beforeend', `<p>a name \u202egpj.exe and its neighbour</p>`);
        document.body.insertAdjacentHTML('beforeend', tag!);
      },
      [markup],
    );
    expect(await page.locator('img[src="x"]').count()).toBe(1);
    expect(await backwards(page)).toContain('neighbour');
    expect(dialogs).toEqual([]);
    await page.evaluate(() => alert('seen'));
    expect(dialogs.splice(0)).toEqual(['seen']);
  });

  test('attacks 7 and 9: whatever stands in the database, every screen shows it as text, and nothing turns its neighbours round', async () => {
    await turnBehindTheDoors(shop);
    const wrong: string[] = [];
    for (const [path, words] of Object.entries(wordsOn(filled, shop))) {
      await open(path, words);
      wrong.push(...(await troubleOn(page, path)));
    }
    expect(wrong).toEqual([]);
    expect(dialogs).toEqual([]);
  });

  test('attack 9: a file shows the ending it has, on the screen and when it is kept, and a look-alike address says where it leads', async () => {
    const seen = await open(`/inbox/all/${filled.caseId}`, ['saidtext', 'filename']);
    expect(seen).toMatch(/filename .*gpj\.exe/);
    const link = page.locator(`a[href*="pple.example"]`).first();
    expect([await link.innerText(), await link.getAttribute('title')]).toEqual([lookAlikeShown, lookAlikeShown]);
    const kept = await fetch(`${shop.url}/api/v1/attachments/${filled.attachmentId}/content`, {
      headers: { authorization: `Bearer ${shop.token}` },
    });
    const names = /filename="([^"]*)"; filename\*=UTF-8''(\S*)$/.exec(kept.headers.get('content-disposition') ?? '');
    for (const name of [names![1]!, decodeURIComponent(names![2]!)]) expect(name).toMatch(/^[^\u202a-\u202e\u2066-\u2069]*\.exe$/);
  });
});
