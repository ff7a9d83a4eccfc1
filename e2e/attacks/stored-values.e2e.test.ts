/** What can a stored name do to whoever looks at it? Attacks 7 and 9 on every screen of the desk, with hostile values already in the database. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, signIn } from '../browser.ts';
import { openShop, type Shop } from '../harness.ts';
import { fillByTheDoors, lookAlikeShown, markup, turnBehindTheDoors, type Filled } from './stored-values.ts';

/** By the word that stands for it: the field, and the screen that has to show it. */
const wordsOn = (filled: Filled, shop: Shop): Readonly<Record<string, readonly string[]>> => ({
  [`/inbox/all/${filled.caseId}`]: ['saidtext', 'filename', 'subject', 'customername', 'notetext', 'answertext', 'tagname', 'topicname'],
  '/customers': ['customername'],
  [`/customers/${filled.customerId}`]: ['customername', 'filename', 'subject'],
  '/channels': ['messengername', 'mailname'],
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

/** What a reader can see or hear of a page: its words, what stands in its fields, and what is read out in their place. */
function seenOn(page: Page): Promise<string> {
  return page.evaluate(() =>
    [
      document.title,
      document.body.innerText,
      ...[...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value),
      ...[...document.querySelectorAll('[title], [aria-label], [placeholder], [alt]')].flatMap((element) =>
        ['title', 'aria-label', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''),
      ),
    ].join('\n'),
  );
}

/** Words in Latin letters whose second letter stands left of their first. */
function backwards(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const boxOf = (node: Node, at: number): DOMRect => {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect();
    };
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      for (const word of (node.nodeValue ?? '').matchAll(/[A-Za-z]{3,}/g)) {
        const [first, second] = [boxOf(node, word.index), boxOf(node, word.index + 1)];
        const isSeen = first.width > 0 && second.width > 0 && Math.abs(first.top - second.top) < 2;
        if (isSeen && second.left < first.left) found.push(word[0]);
      }
    return found;
  });
}

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

  const open = async (path: string): Promise<string> => {
    await page.goto(shop.url + path);
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    await page.waitForLoadState('networkidle');
    return seenOn(page);
  };

  test('attacks 7 and 9: a name the API took is text, on one line, without letters nobody sees', async () => {
    const seen = await open('/settings/labels');
    for (const word of ['topicname', 'tagname', 'fieldname']) expect(seen).toContain(`${word} ${markup}`);
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
      const seen = await open(path);
      for (const word of words) if (!seen.includes(word)) wrong.push(`${path}: ${word} is not shown`);
      if (/[\u202a-\u202e\u2066-\u2069]/.test(seen)) wrong.push(`${path}: turned directions`);
      if (/[a-z]\u200b/.test(seen)) wrong.push(`${path}: letters nobody sees`);
      for (const word of await backwards(page)) wrong.push(`${path}: ${word} stands backwards`);
      if ((await page.locator('img[src="x"]').count()) > 0) wrong.push(`${path}: an element of theirs`);
    }
    expect(wrong).toEqual([]);
    expect(dialogs).toEqual([]);
  });

  test('attack 9: a file shows the ending it has, on the screen and when it is kept, and a look-alike address says where it leads', async () => {
    const seen = await open(`/inbox/all/${filled.caseId}`);
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
