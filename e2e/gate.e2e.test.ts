/** Mia opens a channel that says “within a minute” with one person planned: refused with what can be kept, opened with a reason, asked again after fourteen days. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendSmtp } from './attacks/raw-smtp.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { openShop, until, type Api, type Shop } from './harness.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const address = 'hello@kettle.example';
const because = 'Two more people begin on Monday.';

describe.skipIf(!hasBrowser)(`a channel whose time cannot be kept${browserReason}`, () => {
  let shop: Shop;
  let owner: Api;
  let browser: Browser;
  let mia: Page;
  let channelId: string;
  let shiftIds: string[];

  beforeAll(async () => {
    [shop, browser] = await Promise.all([openShop({ rateFactor: 100 }), openBrowser()]);
    owner = await shop.ownerApi();
    await ok(shop.api('PATCH', `/channels/${shop.mailChannelId}`, { settings: { address } }));
    const [member] = (await shop.api('GET', '/members')).body.items;
    await owner('PATCH', `/members/${member.id}`, { name: 'Mia Brandt' });
    const calendarId = await alwaysOpen();
    shiftIds = await plan(member.id);
    await fiftyAnswers();
    const { id: policyId } = await ok(shop.api('POST', '/commitment-policies', { name: 'At once', calendarId, replyWithinMinutes: 1 }));
    channelId = (await ok(shop.api('POST', '/channels', { type: 'messenger', name: 'Outlet', policyId, settings: {} }))).id;
    mia = await (await device(browser)).newPage();
    mia.setDefaultTimeout(15_000);
    await signIn(mia, shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  // Read as a stranger to our types would.
  async function ok(call: Promise<{ status: number; body: any }>) {
    const { status, body } = await call;
    expect([status < 300, body.code]).toEqual([true, undefined]);
    return body;
  }
  /** So that it does not matter when this runs. */
  async function alwaysOpen(): Promise<string> {
    const [{ id, name, zone, weekly }] = (await shop.api('GET', '/calendars')).body.items;
    const day = [{ open: '00:00', close: '24:00' }];
    const all = Object.fromEntries(Object.keys(weekly).map((key) => [key, day]));
    await ok(shop.api('PUT', `/calendars/${id}`, { name, zone, weekly: all, exceptions: {}, exceptionNames: {} }));
    return id;
  }
  /** Mia, twenty hours of every day. */
  async function plan(memberId: string): Promise<string[]> {
    const made: string[] = [];
    for (let n = 0; n < 9; n += 1) {
      const startAt = Date.now() - hourMs + n * dayMs;
      const span = { startsAt: new Date(startAt).toISOString(), endsAt: new Date(startAt + 20 * hourMs).toISOString() };
      made.push((await ok(shop.api('POST', '/shifts', { memberId, pool: 'async', ...span }))).id);
    }
    return made;
  }
  /** One that is real, and sixty like it, asked a week ago: what a share is taken from, and what comes next week. */
  async function fiftyAnswers(): Promise<void> {
    const head = ['From: Jonas <jonas@post.example>', `To: ${address}`, `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`];
    const raw = [...head, 'Subject: Lamp', 'Message-ID: <1@post.example>', '', 'Where is my lamp?', ''].join('\r\n');
    await sendSmtp(shop.smtpPort, { from: 'jonas@post.example', to: [address], raw });
    const row = await until('the mail is there', async () => (await shop.api('GET', '/cases?view=all')).body.items[0]);
    await ok(owner('POST', '/messages', { caseId: row.id, text: 'It comes today.', undoMs: 0 }));
    await until('it is answered', async () => (await shop.api('GET', `/cases/${row.id}`)).body.ball === 'customer');
    await shop.behind(
      `insert into tenant.commitment select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'work_ms', 36000000, 'told_at', $1::text))).*
        from tenant.commitment c cross join generate_series(1, 60)`,
      [new Date(Date.now() - 7 * dayMs + 2 * hourMs).toISOString()],
    );
  }
  const state = async () => (await shop.api('GET', `/channels/${channelId}`)).body.state;
  const refusal = () => mia.getByRole('alert').filter({ hasText: 'Not open yet.' });
  const press = (name: string | RegExp) => mia.getByRole('button', { name, exact: true }).click();

  it('opening it is refused with how many would hear later and the time that can be kept; going back leaves it closed', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await mia.route(/\/commitment-policies/, async (route) => {
      await held;
      await route.continue();
    });
    await mia.goto(`${shop.url}/channels/${channelId}`);
    await press('Open channel');
    await refusal().waitFor();
    // The time that is told may come after the refusal.
    letGo();
    await refusal().filter({ hasText: 'You’d tell customers' }).waitFor();
    await mia.unrouteAll({ behavior: 'ignoreErrors' });
    expect(await refusal().innerText()).toMatch(
      /^Not open yet\. You’d tell customers 1 min; with the people planned, about \d+ in 100 replies would come later\. 1 h can be kept\./,
    );
    expect(await refusal().getByRole('button').allInnerTexts()).toEqual(['Tell customers 1 h', 'Open anyway…']);
    expect(await refusal().getByRole('link', { name: 'Change the plan' }).getAttribute('href')).toBe('/team');
    await press('Open anyway…');
    expect(await refusal().innerText()).toMatch(
      /Open anyway\? About \d+ in 100 customers would hear later than they’re told\.\s+What’s the reason\?/,
    );
    expect(await mia.getByRole('button', { name: 'Open anyway', exact: true }).isDisabled()).toBe(true);
    await press('Back');
    await mia.getByRole('button', { name: 'Open anyway…' }).waitFor();
    expect(await state()).toBe('closed');
  });

  it('with a reason it opens, and on Today stand the reason, whose it is and until when', async () => {
    await press('Open anyway…');
    await mia.getByLabel('What’s the reason?').fill(because);
    await press('Open anyway');
    await until('it is open', async () => (await state()) === 'open');
    await mia.goto(`${shop.url}/today`);
    const line = mia.getByRole('listitem').filter({ hasText: 'Outlet' });
    await line.waitFor();
    expect(await line.innerText()).toMatch(/Open all the same until .*\. Mia Brandt: “Two more people begin on Monday\.”/);
  });

  it('fourteen days later nobody answers for it any more: it is marked, on Today and on its page, until somebody does', async () => {
    await shop.behind(
      `update tenant.channel_audit_note set made_at = made_at - interval '14 days', until_at = until_at - interval '14 days'`,
    );
    await shop.behind(`update work.item set due_at = now() where kind = 'gate'`);
    await until('it has lapsed', async () => (await shop.api('GET', '/gates')).body.marked.length > 0);
    await mia.goto(`${shop.url}/today`);
    const line = mia.getByRole('listitem').filter({ hasText: 'Outlet' });
    await line.waitFor();
    expect(await line.innerText()).toContain('Fails: Staffed to keep it. Nobody has given a reason.');
    await line.getByRole('link').click();
    await mia.getByText('Fails a test').waitFor();
    expect(await state()).toBe('open');
  });

  it('closed and opened with the time that can be kept, it is told from then on, and nobody has to give a reason', async () => {
    await press('Close channel');
    await mia.getByRole('dialog').getByRole('button', { name: 'Close channel' }).click();
    await until('it is closed', async () => (await state()) === 'closed');
    await press('Open channel');
    await refusal().waitFor();
    await press('Tell customers 1 h');
    await until('it is open', async () => (await state()) === 'open');
    expect((await shop.api('GET', `/channels/${channelId}/gate`)).body.staffed).toMatchObject({ passes: true, basis: 'measured' });
    await until('the next look has seen it', async () => (await shop.api('GET', '/gates')).body.marked.length === 0);
    expect((await shop.api('GET', '/gates')).body.overrides).toEqual([]);
    await mia.getByText('Within 1 h of opening hours').first().waitFor();
  });

  it('a shift without which that time cannot be kept goes with a reason alone', async () => {
    // As many are expected in a week's time as came a week ago.
    const at = new Date(Date.now() - hourMs + 7 * dayMs);
    expect((await shop.api('DELETE', `/shifts/${shiftIds[7]}`)).body.code).toBe('reply_time_unkeepable');
    await mia.goto(`${shop.url}/team`);
    await press('Week after');
    const cell = mia
      .getByRole('region', { name: /^Week of/ })
      .getByRole('cell')
      .nth((at.getDay() + 6) % 7);
    await cell
      .getByRole('button', { name: /^Remove:/ })
      .last()
      .click();
    const asked = mia.getByRole('alert').filter({ hasText: 'Not removed yet.' });
    await asked.waitFor();
    expect(await asked.innerText()).toMatch(
      /^Not removed yet\. Customers are told \d+ h; without this shift, about \d+ in 100 replies would come later\./,
    );
    await press('Remove anyway…');
    await mia.getByLabel('What’s the reason?').fill(because);
    await press('Remove anyway');
    await until('it is gone', async () => (await shop.api('GET', '/shifts')).body.items.length === shiftIds.length - 1);
    expect((await shop.api('GET', '/gates')).body.overrides).toContainEqual(
      expect.objectContaining({ channelId, because, by: 'Mia Brandt' }),
    );
  });
});
