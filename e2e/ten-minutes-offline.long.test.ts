/**
 * Mia's train goes through a tunnel for ten minutes while Ben works on. Back on line, every screen she has open, and every one she opens next,
 * shows what is true without being loaded anew. The minutes pass on her page's clock; the line is dead both ways and says nothing of it.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillShop, type Believable } from './believable.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { apiOf, openShop, until, type Api, type Shop } from './harness.ts';

type Screen = 'inbox' | 'customer' | 'channels' | 'team' | 'labels' | 'snippets';

describe.skipIf(!hasBrowser)(`ten minutes without a line${browserReason}`, () => {
  let shop: Shop;
  let filled: Believable;
  let browser: Browser;
  let context: BrowserContext;
  let owner: Api;
  let ben: Api;
  let benId: string;
  let isDead = false;
  const open = new Map<Screen, Page>();
  const letters: { readonly text: string }[] = [];

  const paths = (): Record<Screen, string> => ({
    inbox: `/inbox/team/${filled.caseIds[0]}`,
    customer: `/customers/${filled.customerId}`,
    channels: '/channels',
    team: '/team',
    labels: '/settings/labels',
    snippets: '/settings/snippets',
  });

  beforeAll(async () => {
    [shop, browser] = await Promise.all([openShop({ rateFactor: 100, sendMail: async (mail) => void letters.push(mail) }), openBrowser()]);
    filled = await fillShop(shop);
    owner = await shop.ownerApi();
    [ben, benId] = await hire(shop, owner, letters);
    await shop.api('POST', `/cases/${filled.caseIds[4]}/spam`, {});
    context = await device(browser);
    // A dead line does not close a socket: it only carries nothing more.
    await context.routeWebSocket(/\/api\/v1\/stream$/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => void (isDead || server.send(message)));
      server.onMessage((message) => void (isDead || socket.send(message)));
    });
    await context.clock.install();
    const first = await context.newPage();
    await signIn(first, shop);
    for (const screen of Object.keys(paths()) as Screen[]) {
      const page = open.size === 0 ? first : await context.newPage();
      page.setDefaultTimeout(10_000);
      open.set(screen, page);
      await page.goto(shop.url + paths()[screen]);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    }
    await open.get('inbox')!.getByRole('complementary', { name: 'Customer and case' }).waitFor();
    // Screens that were looked at before are remembered, and must not be believed afterwards.
    for (const screen of ['customer', 'channels', 'team', 'labels', 'inbox'] as const) await go(open.get('inbox')!, screen);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  async function go(page: Page, screen: Screen): Promise<void> {
    await page.evaluate((to) => history.pushState({}, '', to), paths()[screen]);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForLoadState('networkidle');
  }

  const ok = async (call: Promise<{ status: number; body: any }>): Promise<any> => {
    const { status, body } = await call;
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    return body;
  };

  /** What Ben and the owner's programs do meanwhile. */
  async function workOn(): Promise<void> {
    const [first, second, , , fifth] = filled.caseIds;
    await ok(ben('POST', '/messages', { caseId: first, text: 'It does, and the hub is fitted on Friday.', undoMs: 0 }));
    await ok(ben('POST', '/notes', { caseId: first, text: 'He collects it himself.' }));
    await ok(ben('POST', `/cases/${first}/assign`, { memberId: benId }));
    const tag = await ok(ben('POST', '/tags', { name: 'collects' }));
    await ok(ben('PATCH', `/cases/${first}`, { tagIds: [tag.id] }));
    await ok(ben('POST', `/cases/${second}/resolve`, {}));
    await ok(ben('POST', `/cases/${fifth}/not-spam`, {}));
    await ok(ben('PATCH', `/customers/${filled.customerId}`, { name: 'Jonas Brandt' }));
    await ok(shop.api('POST', '/channels', { type: 'messenger', name: 'Shop window', settings: {} }));
    await ok(owner('POST', '/invitations', { email: 'lena@kettle.example', role: 'agent' }));
    await ok(shop.api('POST', '/topics', { name: 'Rentals' }));
    await ok(shop.api('POST', '/snippets', { name: 'hours', texts: [{ locale: 'en', text: 'We open at nine.' }] }));
    await ok(shop.api('POST', '/case-views', { name: 'Rentals only', view: 'all', filter: { only: 'late' }, shared: true }));
  }

  const panel = (page: Page) => page.getByRole('complementary', { name: 'Customer and case' });
  const inMain = (page: Page, text: string) => page.getByRole('main').getByText(text, { exact: true });
  const truth: Record<Screen, readonly (readonly [what: string, holds: (page: Page) => Promise<boolean>])[]> = {
    inbox: [
      ['Ben’s answer', async (page) => (await page.getByText('It does, and the hub is fitted on Friday.').count()) > 0],
      ['Ben’s note', async (page) => (await page.getByText('He collects it himself.').count()) > 0],
      ['whose it is', async (page) => (await panel(page).getByRole('button', { name: 'Ben' }).count()) > 0],
      ['the tag', async (page) => (await panel(page).getByText('collects', { exact: true }).count()) > 0],
      ['the name beside the thread', async (page) => (await panel(page).getByText('Jonas Brandt', { exact: true }).count()) > 0],
      ['no row that is done', async (page) => (await page.getByRole('option', { name: 'Amina Diallo' }).count()) === 0],
      ['a row that is back', async (page) => (await page.getByRole('option', { name: 'Tom Okafor' }).count()) === 1],
      ['the kept list', async (page) => (await page.getByRole('button', { name: 'Rentals only' }).count()) === 1],
      ['the figure of the tab', async (page) => (await figure(page)) === (await shop.api('GET', '/cases/counts')).body.team],
    ],
    customer: [
      ['the name', async (page) => (await page.getByRole('heading', { level: 1, name: 'Jonas Brandt' }).count()) === 1],
      ['the last words of the case', async (page) => (await page.getByText('It does, and the hub is fitted on Friday.').count()) > 0],
    ],
    channels: [['the channel', async (page) => (await page.getByRole('link', { name: 'Shop window' }).count()) === 1]],
    team: [['the invitation', async (page) => (await inMain(page, 'lena@kettle.example').count()) === 1]],
    labels: [
      ['the topic', async (page) => (await inMain(page, 'Rentals').count()) === 1],
      ['the tag', async (page) => (await inMain(page, 'collects').count()) === 1],
    ],
    snippets: [['the snippet', async (page) => (await page.getByRole('main').getByText('hours').count()) > 0]],
  };
  const figure = async (page: Page): Promise<number> =>
    Number(/\d+/.exec(await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Team' }).innerText())?.[0] ?? 0);
  const told = (page: Page, screen: Screen) =>
    Promise.all(truth[screen].map(async ([what, holds]) => ({ what, holds: await holds(page) })));
  const untrue = async (page: Page, screen: Screen): Promise<string> =>
    (await told(page, screen))
      .filter(({ holds }) => !holds)
      .map(({ what }) => `${screen}: ${what}`)
      .join('; ');
  /** Waits until nothing is untrue; else says what still is. */
  async function comesTrue(page: Page, screen: Screen): Promise<void> {
    let left = '';
    const isTrue = until(screen, async () => (left = await untrue(page, screen)) === '', 30_000);
    await isTrue.catch((cause: unknown) => {
      throw new Error(`still not shown: ${left}`, { cause });
    });
  }

  it('every screen is right again without a reload, the open ones and those that were looked at before', { timeout: 300_000 }, async () => {
    isDead = true;
    await context.setOffline(true);
    await workOn();
    for (let minute = 0; minute < 10; minute += 1) for (const page of open.values()) await page.clock.runFor(60_000);
    // Nothing came through: what is shown is the state of ten minutes ago, and the desk says that it is away.
    for (const [screen, page] of open)
      expect(
        (await told(page, screen)).every(({ holds }) => !holds),
        screen,
      ).toBe(true);
    await open.get('inbox')!.getByText('No connection. What you write is kept here').first().waitFor();
    isDead = false;
    await context.setOffline(false);
    for (const [screen, page] of open) await comesTrue(page, screen);
    for (const screen of ['customer', 'channels', 'team', 'labels', 'inbox'] as const) {
      await go(open.get('inbox')!, screen);
      await comesTrue(open.get('inbox')!, screen);
    }
    for (const page of open.values()) expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  });
});

/** Ben joins by his invitation; gives what he may call and his member id. */
async function hire(shop: Shop, owner: Api, letters: readonly { readonly text: string }[]): Promise<readonly [Api, string]> {
  await owner('POST', '/invitations', { email: 'ben@kettle.example', role: 'manager' });
  const letter = await until('the invitation', async () => letters.at(-1));
  const token = /#t=([\w-]+)/.exec(letter.text)![1];
  const accepted = await fetch(`${shop.url}/api/v1/invitations/accept`, {
    method: 'POST',
    headers: { origin: shop.url, 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'Ben', password: 'a kettle and a bicycle bell' }),
  });
  if (!accepted.ok) throw new Error(`joining was answered ${accepted.status}`);
  const cookie = accepted.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const { items } = (await shop.api('GET', '/members')).body;
  return [
    apiOf(shop.url, { origin: shop.url, 'sec-fetch-site': 'same-origin', cookie, 'meanwhile-workspace': shop.workspaceId }),
    items.find((one: { name: string }) => one.name === 'Ben').id,
  ];
}
