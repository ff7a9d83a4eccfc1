/** Do calendars and reply policies change only by new versions, and never so that no time could be told? */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, lastEvent, tuesdayAt, twoShops, writtenThread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCalendarRoutes } from './calendar.routes.ts';
import { registerPolicyRoutes } from './policy.routes.ts';

let shops: TwoShops;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerCalendarRoutes(web.app, http);
    registerPolicyRoutes(web.app, http);
  });
});
afterAll(() => shops.close());

const day = [{ open: '09:00', close: '17:00' }];
const never = { '1': [], '2': [], '3': [], '4': [], '5': [], '6': [], '7': [] };
const weekdays = { ...never, '1': day, '2': day, '3': day, '4': day, '5': day };
const berlin = { name: 'Berlin shop', zone: 'Europe/Berlin', weekly: weekdays };

test('a saved calendar is a new version from now on; the old one stays for what was told by it', async () => {
  const { lantern, web } = shops;
  const made = await lantern.call('POST', '/calendars', {
    ...berlin,
    exceptions: { '2026-12-25': [] },
    exceptionNames: { '2026-12-25': 'Christmas Day' },
  });
  expect(made).toMatchObject({
    status: 201,
    body: { version: 1, zone: 'Europe/Berlin', exceptionNames: { '2026-12-25': 'Christmas Day' }, validFrom: iso(tuesdayAt) },
  });
  web.base.clock.advance(60_000);
  const longer = { ...berlin, weekly: { ...weekdays, '6': [{ open: '10:00', close: '24:00' }] } };
  const saved = await lantern.call('PUT', `/calendars/${made.body.id}`, longer);
  expect(saved.body).toMatchObject({ id: made.body.id, version: 2, validFrom: iso(tuesdayAt + 60_000) });
  expect((await lantern.call('PUT', `/calendars/${made.body.id}`, longer)).body.version).toBe(2);
  const stored = await lantern.inside((tx) =>
    tx.rows(sql<{ version: number }>`select version from tenant.calendar where id = ${made.body.id} order by version`),
  );
  expect(stored.map((row) => row.version)).toEqual([1, 2]);
  const listed = (await lantern.call('GET', '/calendars')).body.items as { id: string; version: number }[];
  expect(listed.filter((one) => one.id === made.body.id)).toMatchObject([{ version: 2 }]);
  expect((await lastEvent(lantern, 'calendar.changed'))?.payload).toEqual({ calendar: saved.body });
});

test.each([
  ['a zone that is none', { ...berlin, zone: 'Mars/Olympus' }, 'calendar_invalid'],
  ['a calendar that is never open', { ...berlin, weekly: never }, 'calendar_never_open'],
  ['a date that does not exist', { ...berlin, exceptions: { '2026-02-31': [] } }, 'bad_request'],
  ['a time that does not exist', { ...berlin, weekly: { ...weekdays, '1': [{ open: '25:00', close: '26:00' }] } }, 'bad_request'],
  ['a field of its own', { ...berlin, version: 9 }, 'bad_request'],
])('%s is refused', async (_, body, code) => {
  const before = (await shops.lantern.call('GET', '/calendars')).body;
  expect((await shops.lantern.call('POST', '/calendars', body)).body.code).toBe(code);
  expect((await shops.lantern.call('GET', '/calendars')).body).toEqual(before);
});

test('a policy set by a person is chosen, and one that the open hours cannot hold is refused', async () => {
  const { lantern } = shops;
  const starter = (await lantern.call('GET', '/commitment-policies')).body.items[0];
  expect(starter).toMatchObject({ basis: 'starter', replyWithinMinutes: 480, version: 1 });
  const chosen = await lantern.call('PUT', `/commitment-policies/${starter.id}`, {
    name: 'Half a day',
    calendarId: starter.calendarId,
    replyWithinMinutes: 240,
  });
  expect(chosen).toMatchObject({ status: 200, body: { id: starter.id, version: 2, basis: 'chosen', replyWithinMinutes: 240 } });
  expect((await lastEvent(lantern, 'policy.changed'))?.payload).toEqual({ policy: chosen.body });
  const rare = await lantern.call('POST', '/calendars', {
    ...berlin,
    name: 'Market day',
    weekly: never,
    exceptions: { '2026-12-24': [{ open: '09:00', close: '10:00' }] },
  });
  expect(rare.status).toBe(201);
  expect(
    (await lantern.call('POST', '/commitment-policies', { name: 'Too long', calendarId: rare.body.id, replyWithinMinutes: 61 })).body.code,
  ).toBe('calendar_never_open');
  expect(
    (await lantern.call('POST', '/commitment-policies', { name: 'Fits', calendarId: rare.body.id, replyWithinMinutes: 60 })).status,
  ).toBe(201);
  // Closing earlier would make the time just chosen unreachable.
  expect(
    (
      await lantern.call('PUT', `/calendars/${rare.body.id}`, {
        ...berlin,
        weekly: never,
        exceptions: { '2026-12-24': [{ open: '09:00', close: '09:30' }] },
      })
    ).body.code,
  ).toBe('calendar_never_open');
});

test('the neighbour and the agent can neither read nor change what is not theirs', async () => {
  const { lantern, harbour, web } = shops;
  const calendar = await lantern.call('POST', '/calendars', berlin);
  const policy = await lantern.call('POST', '/commitment-policies', { name: 'Ours', calendarId: calendar.body.id, replyWithinMinutes: 60 });
  expect(
    (
      await lantern.call('PUT', `/commitment-policies/${policy.body.id}`, {
        name: 'Ours',
        calendarId: calendar.body.id,
        replyWithinMinutes: 90,
      })
    ).status,
  ).toBe(200);
  const body = { name: 'Theirs', calendarId: calendar.body.id, replyWithinMinutes: 60 };
  for (const [method, path, sent] of [
    ['PUT', `/calendars/${calendar.body.id}`, berlin],
    ['PUT', `/commitment-policies/${policy.body.id}`, body],
    ['POST', '/commitment-policies', body],
  ] as const) {
    const nowhere = await harbour.call('PUT', `/calendars/${randomUUID()}`, berlin);
    const foreign = await harbour.call(method, path, sent);
    expect([foreign.status, { ...foreign.body, instance: '' }]).toEqual([404, { ...nowhere.body, instance: '' }]);
  }
  expect(JSON.stringify((await harbour.call('GET', '/calendars')).body)).not.toContain('Berlin shop');
  const noor = await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' });
  expect((await callAs(noor.visitor, 'GET', '/commitment-policies')).status).toBe(200);
  expect((await callAs(noor.visitor, 'POST', '/calendars', berlin)).status).toBe(403);
});

test('the ledger is paged newest first, by conversation or whole, and ends at the wall', async () => {
  const { lantern, harbour } = shops;
  const thread = await writtenThread(shops, lantern, { name: 'Ada', email: 'ada@post.example', text: 'Where is my order?' });
  const policy = (await lantern.call('GET', '/commitment-policies')).body.items[0];
  await lantern.inside(async (tx) => {
    for (const n of [1, 2, 3]) {
      await tx.run(sql`insert into tenant.commitment (workspace_id, id, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at, basis, policy_id, policy_version, calendar_id, calendar_version)
        values (${lantern.id}, ${randomUUID()}, ${thread.customerId}, ${thread.conversationId}, ${thread.caseId}, ${thread.messageId}, ${thread.channelId}, 'reply', ${`Told ${n}`}, 'en', 'acknowledgement',
          ${iso(tuesdayAt + n)}, ${iso(tuesdayAt + 3_600_000)}, 'policy', ${policy.id}, 1, ${policy.calendarId}, 1)`);
    }
  });
  const first = await lantern.call('GET', `/commitments?conversationId=${thread.conversationId}&limit=2`);
  expect(first.body.items.map((one: { words: string }) => one.words)).toEqual(['Told 3', 'Told 2']);
  const second = await lantern.call('GET', `/commitments?limit=2&cursor=${first.body.nextCursor}`);
  expect(second.body).toMatchObject({ items: [{ words: 'Told 1', ending: null }], nextCursor: null });
  expect((await harbour.call('GET', `/commitments?conversationId=${thread.conversationId}`)).body.items).toEqual([]);
  expect((await harbour.call('GET', `/commitments?cursor=${first.body.nextCursor}`)).body.items).toEqual([]);
});
