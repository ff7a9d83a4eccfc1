/** Mia's morning: what falls due today, who is there for it, and two people who are ill: marked absent with few presses, the replies at risk named first. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillShop, type Believable } from './believable.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { openShop, until, type Api, type Shop } from './harness.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A zone in which it is about noon now, so that today has hours left whenever this runs. */
function noonZone(at: Date): string {
  const ahead = 12 - at.getUTCHours();
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

describe.skipIf(!hasBrowser)(`Today in Mia’s bike shop${browserReason}`, () => {
  const startAt = Date.now();
  const timezoneId = noonZone(new Date(startAt));
  let shop: Shop;
  let owner: Api;
  let filled: Believable;
  let browser: Browser;
  let mia: Page;
  let ben: Joined;
  let cleo: Joined;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([openShop({ rateFactor: 100 }), openBrowser()]);
    filled = await fillShop(shop);
    owner = await shop.ownerApi();
    expect((await shop.api('PATCH', '/workspaces/current', { zone: timezoneId })).status).toBe(200);
    [ben, cleo] = [await join('Ben'), await join('Cleo')];
    mia = await (await device(browser, { timezoneId })).newPage();
    mia.setDefaultTimeout(10_000);
    await signIn(mia, shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  interface Joined {
    readonly id: string;
    readonly cookies: readonly string[];
  }
  async function join(name: string): Promise<Joined> {
    const email = `${name.toLowerCase()}@kettle.example`;
    const { body } = await owner('POST', '/invitations', { email, role: 'agent' });
    const accepted = await fetch(`${shop.url}/api/v1/invitations/accept`, {
      method: 'POST',
      headers: { origin: shop.url, 'content-type': 'application/json' },
      body: JSON.stringify({ token: body.link.split('#t=')[1], name, password: `${name} keeps bells` }),
    });
    expect(accepted.status).toBe(200);
    const { items } = (await shop.api('GET', '/members')).body;
    return { id: items.find((one: { email: string }) => one.email === email).id, cookies: accepted.headers.getSetCookie() };
  }
  const dueIn = (caseId: string, minutes: number) =>
    shop.behind(`update tenant."case" set due_at = $2, sort_at = $2 where id = $1`, [
      caseId,
      new Date(startAt + minutes * minuteMs).toISOString(),
    ]);
  const rail = (page: Page) => page.getByRole('navigation', { name: 'Main' }).locator('a[data-tip]');
  const replies = (name: RegExp): Locator => mia.getByRole('list', { name }).getByRole('listitem');

  it('before anybody plans, the page says what it would show, and where shifts are planned', async () => {
    expect(await rail(mia).first().getAttribute('aria-label')).toBe('Today');
    await rail(mia).first().click();
    await mia.getByText('Nobody plans shifts here yet.').waitFor();
    expect(await mia.getByRole('link', { name: 'Plan shifts' }).getAttribute('href')).toBe('/team');
  });

  it('planned people appear beside what falls due, without a reload', async () => {
    for (const { id } of [ben, cleo]) {
      const shift = { startsAt: new Date(startAt - hourMs).toISOString(), endsAt: new Date(startAt + 6 * hourMs).toISOString() };
      expect((await shop.api('POST', '/shifts', { memberId: id, pool: 'async', ...shift })).status).toBe(201);
    }
    await mia.getByRole('table', { name: 'Hour by hour' }).waitFor();
    await mia.getByText('Nobody plans shifts here yet.').waitFor({ state: 'detached' });
    await mia.getByText('answering later · until').first().waitFor();
    // The last one brings the others along: an event of a case is what the page hears.
    await dueIn(filled.caseIds[0]!, 40);
    await dueIn(filled.caseIds[1]!, 70);
    await dueIn(filled.caseIds[3]!, 100);
    await shop.api('PATCH', `/cases/${filled.caseIds[3]}`, { subject: 'In two parts' });
    const firstDay = mia.getByRole('table').locator('tbody').first();
    await until('three replies are due today', async () => {
      const cells = await firstDay.locator('tr td:nth-of-type(1)').allInnerTexts();
      return cells.reduce((sum, text) => sum + Number(text.trim()), 0) >= 3;
    });
    await mia.getByText('Nothing is late, and nothing will be as planned.').waitFor();
  });

  it('two people are marked absent with four presses; the replies at risk are named before, and late after; one press takes it back', async () => {
    let presses = 0;
    const press = async (what: Locator): Promise<void> => {
      await what.click();
      presses += 1;
    };
    await press(mia.getByRole('button', { name: 'Mark absent' }));
    // Named: what is said in the corner is a dialog too.
    const dialog = mia.getByRole('dialog', { name: 'Who is absent?' });
    await press(dialog.getByRole('checkbox', { name: /^Ben/ }));
    await press(dialog.getByRole('checkbox', { name: /^Cleo/ }));
    await dialog.getByText(/replies are at risk without them/).waitFor();
    await until('all three are named', async () => {
      const named = await dialog.getByRole('listitem').allInnerTexts();
      return ['Jonas Weber', 'Amina Diallo', 'Sofia Marques'].every((name) => named.some((text) => text.includes(name)));
    });
    await press(dialog.getByRole('button', { name: 'Mark absent' }));
    await dialog.waitFor({ state: 'detached' });
    expect(presses).toBe(4);

    await mia.getByText('Absent until the end of today: Ben and Cleo.').first().waitFor();
    await until('they will be late now', async () => (await replies(/^Will be late/).count()) >= 3);
    expect(
      await replies(/^Will be late/)
        .first()
        .innerText(),
    ).toContain('Jonas Weber');
    expect(await mia.getByText('on leave').count()).toBe(2);
    expect((await shop.api('GET', '/today')).body.hours.every((hour: { peopleCount: number }) => hour.peopleCount === 0)).toBe(true);

    await mia.getByRole('button', { name: 'Undo' }).click();
    await mia.getByText('Nothing is late, and nothing will be as planned.').waitFor();
    expect((await shop.api('GET', '/today')).body.willBeLateCount).toBe(0);
  });

  it('a late reply leads to its case', async () => {
    await dueIn(filled.caseIds[1]!, -30);
    // The ledger too: as long as a later time told runs, nothing is late.
    await shop.behind(`update tenant.commitment set told_at = told_at - interval '1 day', due_at = $2 where case_id = $1`, [
      filled.caseIds[1],
      new Date(startAt - 30 * minuteMs).toISOString(),
    ]);
    await shop.api('PATCH', `/cases/${filled.caseIds[1]}`, { subject: 'Two panniers' });
    await mia
      .getByRole('list', { name: /^Late already/ })
      .getByRole('link', { name: 'Amina Diallo' })
      .click();
    await mia.waitForURL(new RegExp(`/inbox/all/${filled.caseIds[1]}`));
  });

  it('an agent sees the day after the inbox, and marks nobody absent', async () => {
    const context = await device(browser, { timezoneId });
    await context.addCookies(
      ben.cookies.map((cookie) => {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
        return { name: name!, value: value!, url: shop.url };
      }),
    );
    const page = await context.newPage();
    await page.goto(`${shop.url}/today`);
    await page.getByRole('table', { name: 'Hour by hour' }).waitFor();
    expect(await page.getByRole('button', { name: 'Mark absent' }).count()).toBe(0);
    expect(await rail(page).evaluateAll((links) => links.slice(0, 2).map((link) => link.getAttribute('aria-label')))).toEqual([
      'Inbox',
      'Today',
    ]);
    await context.close();
  });
});
