/** What can a stored name do where it is seldom looked at? Attacks 7 and 9 in dialogs, lists to choose from, search, on a telephone, on paper and for customers. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, signIn } from '../browser.ts';
import { openShop, type Shop } from '../harness.ts';
import { seenOn, troubleOn } from './seen-on-screen.ts';
import { fillByTheDoors, turnBehindTheDoors, type Filled } from './stored-values.ts';

describe.skipIf(!hasBrowser)(`stored values, further in${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let page: Page;
  let filled: Filled;
  const dialogs: string[] = [];

  beforeAll(async () => {
    shop = await openShop({ rateFactor: 100, settings: { smtpUrl: 'smtp://127.0.0.1:9' } });
    filled = await fillByTheDoors(shop);
    await turnBehindTheDoors(shop);
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

  const open = async (path: string): Promise<void> => {
    await page.goto(shop.url + path);
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    await page.waitForLoadState('networkidle');
  };

  /** What opens shows these words, and nothing of theirs acts. */
  async function look(where: string, words: readonly string[], act: () => Promise<unknown>): Promise<string[]> {
    await act();
    const dialog = page.getByRole('dialog').first();
    await dialog.waitFor();
    await page.waitForLoadState('networkidle');
    const seen = await seenOn(page);
    const wrong = [
      ...words.filter((word) => !seen.includes(word)).map((word) => `${where}: ${word} is not shown`),
      ...(await troubleOn(page, where)),
    ];
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    return wrong;
  }
  const press = (name: RegExp) => () => page.getByRole('button', { name }).first().click();

  test('attacks 7 and 9: in the inbox’s dialogs, in search and in the list of keys nothing of theirs acts', async () => {
    await open(`/inbox/all/${filled.caseId}`);
    await page.getByRole('textbox', { name: 'Your reply' }).waitFor();
    const key = (keys: string) => () => page.keyboard.press(keys);
    const wrong = [
      ...(await look('assign', ['membername'], key('a'))),
      ...(await look('filter', ['tagname', 'topicname', 'queuename'], key('f'))),
      ...(await look('command bar', ['macroname'], key('Control+k'))),
      ...(await look('search', ['saidtext'], async () => {
        await page.keyboard.press('/');
        await page.getByRole('dialog').waitFor();
        await page.keyboard.type('saidtext', { delay: 20 });
        await page.getByRole('dialog').getByRole('option').first().waitFor();
      })),
    ];
    expect(wrong).toEqual([]);
    expect(dialogs).toEqual([]);
  });

  test('attacks 7 and 9: in the dialogs of Team, Channels and Settings it is what stands in a field', async () => {
    await open('/team');
    const wrong = [
      ...(await look('queue', ['queuename', 'demand', 'membername'], press(/^Change queuename/))),
      ...(await look('removing a queue', ['queuename'], press(/^Remove: queuename/))),
      ...(await look('what she can do', ['ability'], press(/What membername/))),
      ...(await look('shift', ['membername'], press(/^Add a shift for membername/))),
    ];
    await open('/settings/snippets');
    wrong.push(...(await look('macro', ['macroname', 'macrotext'], press(/macroname/))));
    expect(wrong).toEqual([]);
    expect(dialogs).toEqual([]);
  });

  test('attacks 7 and 9: on a telephone, on paper and on the hosted page too', async () => {
    const wrong: string[] = [];
    await page.setViewportSize({ width: 360, height: 800 });
    for (const path of [`/inbox/all/${filled.caseId}`, '/inbox/all', `/customers/${filled.customerId}`, '/team', '/settings/labels']) {
      await open(path);
      wrong.push(...(await troubleOn(page, `${path}, 360 px`)));
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${shop.url}/api/v1/cases/${filled.caseId}/print?workspace=${shop.workspaceId}&lang=en&notes=with`);
    for (const word of ['customername', 'saidtext', 'filename', 'notetext']) expect(await seenOn(page)).toContain(word);
    wrong.push(...(await troubleOn(page, 'on paper')));
    await page.goto(`${shop.url}/m/${shop.messengerId}`);
    await page.locator('#mw-text').waitFor();
    expect(await seenOn(page)).toContain('brandname');
    wrong.push(...(await troubleOn(page, 'the hosted page')));
    expect(wrong).toEqual([]);
    expect(dialogs).toEqual([]);
  });
});
