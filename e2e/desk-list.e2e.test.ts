/** The list an agent works from: figures that are right without a reload, filters, several cases at once; and what is shown when the server says no or the line is cut. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillShop, type Believable } from './believable.ts';
import { browserReason, device, hasBrowser, openBrowser, recordSockets, signIn } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

describe.skipIf(!hasBrowser)(`the list of cases in Mia’s bike shop${browserReason}`, () => {
  let shop: Shop;
  let filled: Believable;
  let browser: Browser;
  let mia: Page;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([openShop(), openBrowser()]);
    filled = await fillShop(shop);
    mia = await (await device(browser)).newPage();
    mia.setDefaultTimeout(10_000);
    await signIn(mia, shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  const tab = (name: string) => mia.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });
  const figure = async (name: string): Promise<number> => Number(/\d+/.exec(await tab(name).innerText())?.[0] ?? 0);
  const rows = () => mia.getByRole('listbox').getByRole('option');
  const chosen = () => mia.getByRole('listbox').getByRole('option', { checked: true });
  const counts = async () => (await shop.api('GET', '/cases/counts')).body;
  const toList = async (name: string): Promise<void> => {
    await tab(name).click();
    await rows().first().waitFor();
    await mia.getByRole('listbox').focus();
  };

  it('the figures are those of the lists, and follow what others do without a reload', async () => {
    await toList('Team');
    const before = await counts();
    expect([await figure('Team'), await figure('Waiting'), await figure('All')]).toEqual([before.team, before.waiting, before.all]);
    expect(await rows().count()).toBe(before.team);
    await shop.api('POST', `/cases/${filled.caseIds[1]}/wait`, { on: 'other' });
    await until(
      'the figures follow',
      async () => (await figure('Team')) === before.team - 1 && (await figure('Waiting')) === before.waiting + 1,
    );
  });

  it('what happens between the first look at the list and the opening of the stream shows by itself', async () => {
    const page = await (await device(browser)).newPage();
    page.setDefaultTimeout(10_000);
    await signIn(page, shop);
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/api/v1/stream-tickets', async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    const waiting = page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Waiting' });
    const before = (await counts()).waiting;
    await until('the figures stand', async () => (await waiting.innerText()).includes(`${before}`));
    const ours = (await shop.api('GET', '/cases?view=team')).body.items.at(-1).id as string;
    expect((await shop.api('POST', `/cases/${ours}/wait`, { on: 'other' })).status).toBe(200);
    const heard = recordSockets(page);
    expect(await waiting.innerText()).toContain(`${before}`);
    letGo();
    await until('the figure follows', async () => (await waiting.innerText()).includes(`${before + 1}`));
    expect(heard.received[0]).toContain('"reset":false');
    await page.context().close();
  });

  it('what happens while the first list, thread and notices are on their way shows when they are here, though they are older', async () => {
    const page = await (await device(browser)).newPage();
    page.setDefaultTimeout(10_000);
    await signIn(page, shop);
    const { items } = (await shop.api('GET', '/cases?view=team')).body;
    const other = items.find((one: { assignee: object | null }) => one.assignee === null).id as string;
    const here = items.find(({ id }: { id: string }) => id !== other).id as string;
    const own = await shop.ownerApi();
    const unseen = async () =>
      (await own('GET', '/notices')).body.items.filter((one: { seenAt: string | null }) => one.seenAt === null).length;
    const before = await unseen();
    const memberId = (await shop.api('GET', '/members')).body.items[0].id as string;
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const asked = new Set<string>();
    await page.route(/\/api\/v1\/(?:cases\?|cases\/[^/]+\/thread|notices)/, async (route) => {
      const answer = await route.fetch();
      asked.add(/cases\?|thread|notices/.exec(route.request().url())![0]);
      await held;
      await route.fulfill({ response: answer });
    });
    const heard = recordSockets(page);
    await page.goto(`${shop.url}/inbox/team/${here}`);
    await until('all three are on their way', async () => asked.size === 3);
    expect((await own('POST', '/notes', { caseId: here, text: 'The workshop has it now.' })).status).toBe(201);
    expect((await shop.api('POST', `/cases/${other}/assign`, { memberId })).status).toBe(200);
    expect((await shop.api('POST', `/cases/${other}/wait`, { on: 'other' })).status).toBe(200);
    await until('all of it was heard', async () =>
      ['The workshop has it now.', '"ball":"other"', 'notice.added'].every((words) =>
        heard.received.some((frame) => frame.includes(words)),
      ),
    );
    letGo();
    await page.getByText('The workshop has it now.').waitFor();
    await page.getByRole('button', { name: new RegExp(`^${before + 1} unseen notice`) }).waitFor();
    await until('it waits', async () => (await page.getByRole('listbox').getByRole('option').count()) === items.length - 1);
    expect((await shop.api('POST', `/cases/${other}/release`)).status).toBe(200);
    // What is asked for last may still be on its way.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().close();
  });

  it('a filter is hidden while nothing is in it, and shows just its cases when something is', async () => {
    const late = mia.getByRole('group', { name: 'Filters and kept lists' }).getByRole('button', { name: /^late/ });
    expect(await late.count()).toBe(0);
    await shop.behind(
      `update tenant."case" set due_at = due_at - interval '400 days', sort_at = sort_at - interval '400 days', unanswered_since = unanswered_since - interval '401 days' where id = $1`,
      [filled.caseIds[0]],
    );
    await shop.api('PATCH', `/cases/${filled.caseIds[0]}`, { subject: 'Size 52' });
    await late.click();
    await until('one row is left', async () => (await rows().count()) === 1);
    expect(await rows().first().innerText()).toContain('Jonas Weber');
    await late.click();
    await until('all are back', async () => (await rows().count()) > 1);
  });

  it('a list is kept under a name, removed, and brought back by undo', async () => {
    await mia.getByRole('listbox').focus();
    await mia.keyboard.press('f');
    const dialog = mia.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Topic' }).click();
    await mia.getByRole('option', { name: 'Workshop' }).click();
    await dialog.getByRole('checkbox', { name: 'Keep this list' }).check();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('The workshop');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const kept = mia.getByRole('button', { name: 'The workshop', exact: true });
    await kept.waitFor();
    expect(await kept.getAttribute('aria-pressed')).toBe('true');
    for (const text of await rows().allInnerTexts()) expect(text).toContain('Workshop');

    await mia.getByRole('button', { name: 'Change the list The workshop' }).click();
    await mia.getByRole('menuitem', { name: 'Remove the list' }).click();
    await until('it is gone', async () => (await kept.count()) === 0);
    await mia.getByRole('button', { name: 'Undo' }).first().click();
    await kept.waitFor();
  });

  it('several are chosen by key, resolved with one press, and one undo takes all back', async () => {
    await toList('Team');
    const all = await rows().count();
    await mia.keyboard.press('j');
    await mia.keyboard.press('x');
    await mia.keyboard.press('Shift+ArrowDown');
    await until('two are chosen', async () => (await chosen().count()) === 2);
    await mia.getByText('2 cases chosen').waitFor();
    await mia.keyboard.press('e');
    await mia.getByText('2 cases resolved.').waitFor();
    await until('two have left', async () => (await rows().count()) === all - 2);
    await mia.getByRole('button', { name: 'Undo' }).first().click();
    await until('they are back', async () => (await rows().count()) === all && (await counts()).team === all);
  });

  it('a conversation is taken away as an archive and printed as a page, and neither holds more than text', async () => {
    const files = new Map<string, string>();
    const download = await fetch(`${shop.url}/api/v1/cases/${filled.mailCaseId}/export?lang=de`, {
      headers: { authorization: `Bearer ${shop.token}` },
    });
    expect([download.status, download.headers.get('content-type')]).toEqual([200, 'application/zip']);
    const zip = Buffer.from(await download.arrayBuffer());
    for (const name of ['conversation.html', 'conversation.json']) files.set(name, zip.includes(Buffer.from(name)) ? 'there' : 'missing');
    expect([...files.values()]).toEqual(['there', 'there']);
    const print = await mia.context().newPage();
    await print.goto(`${shop.url}/api/v1/cases/${filled.mailCaseId}/print?lang=de&workspace=${shop.workspaceId}`);
    await print.getByText('Can I bring it in this week?').waitFor();
    await print.close();
    const stranger = await fetch(`${shop.url}/api/v1/cases/${filled.mailCaseId}/export`);
    expect(stranger.status).toBe(401);
  });

  it('what the server refuses goes back to what it was, and the reason is said', async () => {
    await toList('Team');
    const all = await rows().count();
    await mia.route('**/api/v1/cases/bulk', (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'not_allowed', title: 'no', status: 403 }),
      }),
    );
    await mia.keyboard.press('x');
    await mia.keyboard.press('e');
    await mia.getByText('1 case was not changed: your role does not allow it').first().waitFor();
    expect(await rows().count()).toBe(all);
    await mia.unroute('**/api/v1/cases/bulk');
  });

  it('when the line is cut before the answer, nothing is claimed to be done', async () => {
    const all = await rows().count();
    await mia.route('**/api/v1/cases/bulk', (route) => route.abort());
    await mia.getByRole('listbox').focus();
    await mia.keyboard.press('x');
    await mia.keyboard.press('e');
    await mia.getByText('No connection, so it is not known whether 1 case was changed.').first().waitFor();
    expect(await rows().count()).toBe(all);
    expect((await counts()).team).toBe(all);
    await mia.unroute('**/api/v1/cases/bulk');
  });
});
