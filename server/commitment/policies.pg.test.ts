/** Several reply policies: which one holds for whom, why, and what stays as it was told whatever happens to policies and cases. Messages go the whole way. */
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCaseMergeRoutes } from '../reply/case-merge.routes.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerQueueRoutes } from '../routing/routing.ts';
import { registerTopicRoutes } from '../topic/topic.routes.ts';
import { channelTimes, entryTime } from './commitment.ts';
import { registerCalendarRoutes } from './calendar.routes.ts';
import { registerPolicyRoutes } from './policy.routes.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerCaseRoutes(web.app, http);
    registerCaseMergeRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
    registerCalendarRoutes(web.app, http);
    registerPolicyRoutes(web.app, http);
    registerTopicRoutes(web.app, http);
    registerQueueRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
const any = { channelIds: [], topicIds: [], queueIds: [], languages: [], priorities: [], tiers: [] };
const make = async (name: string, hours: number, appliesTo: object | null) => {
  const made = await shops.lantern.call('POST', '/commitment-policies', {
    name,
    calendarId: counter.calendarId,
    replyWithinMinutes: hours * 60,
    appliesTo,
  });
  expect([made.status, made.body.code]).toEqual([201, undefined]);
  return made.body as { id: string; appliesTo: unknown };
};
const dueOf = async (messageId: string) => {
  const message = (await counter.message(messageId))!;
  return { message, due: ((await counter.told(message.conversation_id)).at(-1)!.due_at - tuesdayAt) / hourMs };
};

test('whoever writes in German is told two hours, a return one hour, everybody else the channel’s own; and the page says why', async () => {
  const { lantern, harbour } = shops;
  at(tuesdayAt);
  const topic = (await lantern.call('POST', '/topics', { name: 'Returns' })).body;
  const german = await make('German', 2, { ...any, place: 1, languages: ['de'] });
  const returns = await make('Returns', 1, { ...any, place: 0, topicIds: [topic.id] });
  expect(german.appliesTo).toEqual({ ...any, place: 1, languages: ['de'] });
  expect((await dueOf(await counter.chat('en', 'Where is it?', { locale: 'en' }))).due).toBe(24);
  const ada = await dueOf(await counter.chat('de', 'Wo ist es?', { locale: 'de-AT' }));
  expect(ada.due).toBe(2);
  expect((await lantern.call('GET', `/cases/${ada.message.case_id}/policy`)).body).toEqual({
    policyId: german.id,
    version: 1,
    name: 'German',
    replyWithinMinutes: 120,
    isChannelsOwn: false,
    asked: [
      { policyId: returns.id, version: 1, name: 'Returns', place: 0, holds: false, unmet: ['topic'] },
      { policyId: german.id, version: 1, name: 'German', place: 1, holds: true, unmet: [] },
    ],
    targets: [],
  });
  // It is about a return: her next turn is told by that policy, what she was told stays.
  expect((await lantern.call('PATCH', `/cases/${ada.message.case_id}`, { topicId: topic.id })).status).toBe(200);
  expect((await lantern.call('POST', '/messages', { caseId: ada.message.case_id, text: 'Hier.', undoMs: 0 })).status).toBe(201);
  at(tuesdayAt + minuteMs);
  await counter.chat('de', 'Und die andere?', { locale: 'de-AT' });
  expect((await counter.told(ada.message.conversation_id)).map((one) => one.due_at)).toEqual([
    tuesdayAt + 2 * hourMs,
    tuesdayAt + hourMs + 15 * minuteMs,
  ]);
  // Without conditions it holds for nobody any more; left out, they stay as they are.
  const body = { name: 'German', calendarId: counter.calendarId, replyWithinMinutes: 180 };
  expect((await lantern.call('PUT', `/commitment-policies/${german.id}`, body)).body).toMatchObject({
    version: 2,
    appliesTo: german.appliesTo,
  });
  expect((await lantern.call('PUT', `/commitment-policies/${german.id}`, { ...body, appliesTo: null })).body).toMatchObject({
    version: 3,
    appliesTo: null,
  });
  at(tuesdayAt + 2 * minuteMs);
  expect((await dueOf(await counter.chat('de 2', 'Wo ist es?', { locale: 'de' }))).due).toBe(24.25);
  // The neighbour sees none of it, and nobody names what is another's.
  expect((await harbour.call('GET', `/cases/${ada.message.case_id}/policy`)).status).toBe(404);
  const theirs = { name: 'Theirs', calendarId: counter.calendarId, replyWithinMinutes: 60 };
  expect(
    (await lantern.call('POST', '/commitment-policies', { ...theirs, appliesTo: { ...any, place: 0, channelIds: [lantern.id] } })).status,
  ).toBe(404);
  await lantern.call('PUT', `/commitment-policies/${returns.id}`, { ...theirs, appliesTo: null });
});

test('above the field nobody reads an earlier time than they may be told, and a manager reads a policy’s sentence before it is saved', async () => {
  const { lantern } = shops;
  at(tuesdayAt);
  const queue = await lantern.call('POST', '/queues', {
    name: 'Slow',
    place: 0,
    channelIds: [],
    topicIds: [],
    languages: ['fr'],
    skills: [],
    memberIds: [],
    handOut: 'pulled',
  });
  expect(queue.status).toBe(201);
  const slow = await make('Slow', 16, { ...any, place: 0, queueIds: [queue.body.id] });
  expect((await dueOf(await counter.chat('fr', 'Bonjour', { locale: 'fr' }))).due).toBe(48);
  const { platform } = shops.web.base;
  const messenger = (await lantern.inside((tx) => channelTimes(tx, lantern.id, [counter.messengerId], tuesdayAt))).get(
    counter.messengerId,
  )!;
  expect(['fr', 'en'].map((locale) => entryTime(messenger, locale, platform.clock.nowAt()).policy?.id)).toEqual([slow.id, slow.id]);
  const words = async (replyWithinMinutes: number, locale: string) =>
    (
      await lantern.call(
        'GET',
        `/commitment-policies/preview?calendarId=${counter.calendarId}&replyWithinMinutes=${replyWithinMinutes}&locale=${locale}`,
      )
    ).body.words;
  expect(await words(60, 'en')).toBe(
    "Write to us any time. We'll reply by 11:00 am today. You can close this page; we'll email you the answer.",
  );
  expect(await words(120, 'de')).toContain('Wir antworten bis heute 12:00 Uhr.');
  const body = { name: 'Slow', calendarId: counter.calendarId, replyWithinMinutes: 960, appliesTo: null };
  expect((await lantern.call('PUT', `/commitment-policies/${slow.id}`, body)).status).toBe(200);
});

test('whatever is done to policies, calendars and cases, no word and no instant that was told changes', async () => {
  const { lantern } = shops;
  at(tuesdayAt);
  const first = (await counter.message(await counter.mail({ from: 'ina@post.example', text: 'Where is it?' })))!;
  const second = (await counter.message(
    await counter.mail({ from: 'ina@post.example', text: 'And where is the blue one?', subject: 'Another' }),
  ))!;
  const chat = (await counter.message(await counter.chat('ina chats', 'Hello?')))!;
  const topic = (await lantern.call('POST', '/topics', { name: 'Lamps' })).body;
  const told = () =>
    shops.lantern.inside((tx) =>
      tx.rows(sql`select id, words, locale, place, told_at, due_at, message_id, policy_id, policy_version, calendar_id, calendar_version from tenant.commitment
        where workspace_id = ${lantern.id} order by id`),
    );
  const before = await told();
  expect(before.length).toBeGreaterThan(3);
  const calendar = (hour: number) => ({
    name: 'Open',
    zone: hour % 2 === 0 ? 'UTC' : 'Europe/Berlin',
    weekly: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [{ open: `0${hour % 9}:00`, close: '20:00' }]])),
    exceptions: {},
    exceptionNames: {},
  });
  const verbs: readonly ((n: number) => Promise<{ status: number }>)[] = [
    (n) =>
      lantern.call('PUT', `/commitment-policies/${counter.policyId}`, {
        name: 'Other',
        calendarId: counter.calendarId,
        replyWithinMinutes: 30 + n,
      }),
    (n) =>
      lantern.call('PUT', `/commitment-policies/${counter.policyId}`, {
        name: 'Other',
        calendarId: counter.calendarId,
        replyWithinMinutes: 60,
        appliesTo: { ...any, place: n },
      }),
    (n) => lantern.call('PUT', `/calendars/${counter.calendarId}`, calendar(n)),
    () => lantern.call('PATCH', `/cases/${first.case_id}`, { topicId: topic.id }),
    () => lantern.call('POST', `/cases/${second.case_id}/merge`, { intoId: first.case_id }),
    () => lantern.call('POST', `/cases/${second.case_id}/unmerge`, {}),
    () => lantern.call('POST', `/cases/${first.case_id}/split`, { messageIds: [first.id] }),
    () => lantern.call('POST', `/cases/${chat.case_id}/assign`, { memberId: lantern.ownerId }),
    () => lantern.call('POST', `/cases/${chat.case_id}/resolve`, {}),
    () => lantern.call('POST', `/cases/${chat.case_id}/reopen`, {}),
    () => lantern.call('POST', `/cases/${chat.case_id}/snooze`, { until: iso(tuesdayAt + 50 * hourMs) }),
    () => lantern.call('POST', `/cases/${chat.case_id}/wait`, { on: 'customer' }),
  ];
  const done = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(verbs.length - 1), fc.nat(300)), { minLength: 8, maxLength: 12 }), async (steps) => {
      for (const [verb, n] of steps) {
        const { status } = await verbs[verb]!(n);
        if (status < 300) done.add(verb);
        expect(status).toBeLessThan(500);
      }
      expect(await told()).toEqual(before);
    }),
    { numRuns: 5, seed: 20261125 },
  );
  expect(done.size).toBeGreaterThan(verbs.length / 2);
});

test('a shop has at most two hundred reply policies: the last one fits, one more is refused, and those that are there can still be changed', async () => {
  const { lantern } = shops;
  at(tuesdayAt);
  const here = await lantern.inside((tx) =>
    tx.row(sql<{ count: string }>`select count(distinct id) as count from tenant.commitment_policy where workspace_id = ${lantern.id}`),
  );
  const missing = limits.policiesPerWorkspace - 1 - Number(here!.count);
  await lantern.inside((tx) =>
    tx.run(sql`insert into tenant.commitment_policy (workspace_id, id, version, name, calendar_id, reply_within_ms, basis, valid_from)
      select ${lantern.id}, gen_random_uuid(), 1, 'Policy ' || n, ${counter.calendarId}, ${hourMs}, 'chosen', ${iso(tuesdayAt)} from generate_series(1, ${missing}) n`),
  );
  const last = await make('The last', 3, null);
  const body = { name: 'Too many', calendarId: counter.calendarId, replyWithinMinutes: 60, appliesTo: null };
  expect(await lantern.call('POST', '/commitment-policies', body)).toMatchObject({ status: 409, body: { code: 'conflict' } });
  expect((await lantern.call('PUT', `/commitment-policies/${last.id}`, { ...body, name: 'Renamed' })).status).toBe(200);
});
