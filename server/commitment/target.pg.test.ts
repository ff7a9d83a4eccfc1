/** Clock targets at Lantern Books: which hold for whom, what their clocks show, and what no target, priority or tier can change. Messages go the whole way. */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { CaseClocksRecord } from '@meanwhile/wire/clock.ts';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerRuleRoutes } from '../automation/rule.routes.ts';
import { createRuleRunner } from '../automation/run-rules.ts';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerCustomerRoutes } from '../customer/customer.routes.ts';
import { registerTierRoutes } from '../customer/tier.routes.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerTopicRoutes } from '../topic/topic.routes.ts';
import { registerCalendarRoutes } from './calendar.routes.ts';
import { reckonDue } from './commitment.ts';
import { registerPolicyRoutes } from './policy.routes.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [
      registerCaseRoutes,
      registerReplyRoutes,
      registerCalendarRoutes,
      registerPolicyRoutes,
      registerTopicRoutes,
      registerCustomerRoutes,
      registerTierRoutes,
      registerRuleRoutes,
    ])
      register(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
  expect((await shops.lantern.call('PUT', '/customer-tiers', { keys: ['gold', 'silver'] })).status).toBe(200);
});
afterAll(() => shops.close());
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
const open = (hours: number) => ({ minutes: hours * 60, isOpenTime: true });
const elapsed = (hours: number) => ({ minutes: hours * 60, isOpenTime: false });
const any = { place: 0, channelIds: [], topicIds: [], queueIds: [], languages: [], priorities: [], tiers: [] };
interface Wanted {
  name?: string;
  appliesTo?: object;
  aims: object;
  calendarId?: string | null;
  restartsOnPriority?: boolean;
  pausesOnOthers?: boolean;
}
const bodyOf = ({ appliesTo = {}, ...rest }: Wanted) => ({
  name: 'Target',
  calendarId: counter.calendarId,
  ...rest,
  appliesTo: { ...any, ...appliesTo },
});
const make = async (wanted: Wanted): Promise<{ id: string; version: number }> => {
  const made = await shops.lantern.call('POST', '/clock-targets', bodyOf(wanted));
  expect([made.status, made.body.code, made.body.detail]).toEqual([201, undefined, undefined]);
  return made.body;
};
const removeAll = async (): Promise<void> => {
  for (const one of (await shops.lantern.call('GET', '/clock-targets')).body.items)
    await shops.lantern.call('DELETE', `/clock-targets/${one.id}`);
};
const write = async (name: string) => (await counter.message(await counter.chat(name, 'Where is my lamp?')))!;
const clocksOf = async (caseId: string) => {
  const { status, body } = await shops.lantern.call('GET', `/cases/${caseId}/clocks`);
  expect(status).toBe(200);
  const { clocks, ...rest } = body as CaseClocksRecord;
  return { ...rest, of: (kind: string) => clocks.filter((one) => one.kind === kind).at(-1)! };
};
/** Each test has a week of its own: versions hold from their time on. */
let tuesday = tuesdayAt;
const nextWeek = (): void => {
  tuesday += 7 * dayMs;
  at(tuesday);
};
const atHour = (hours: number): string => new Date(tuesday + hours * hourMs).toISOString();
const ok = async (method: 'PATCH' | 'POST' | 'PUT', path: string, body: object) => {
  const answer = await shops.lantern.call(method, path, body);
  expect([path, answer.status < 300, answer.body.code]).toEqual([path, true, undefined]);
  return answer.body;
};
const customerOf = async (caseId: string) => (await shops.lantern.call('GET', `/cases/${caseId}`)).body.customer.id as string;

test('an urgent case of a gold customer has the target made for them, in open time; everybody else the next one; and the panel says why', async () => {
  nextWeek();
  const gold = await make({
    name: 'Gold, urgent',
    appliesTo: { place: 0, priorities: ['urgent'], tiers: ['gold'] },
    aims: { first_response: open(1), resolution: elapsed(48) },
  });
  const all = await make({ name: 'All', appliesTo: { place: 1 }, aims: { first_response: open(4), update: open(2) } });
  const { case_id: caseId, conversation_id: conversationId } = await write('Ada');
  const usual = await clocksOf(caseId);
  expect(usual.target).toEqual({ id: all.id, version: 1, name: 'All' });
  expect(usual.of('first_response')).toMatchObject({ dueAt: atHour(4), targetMs: 4 * hourMs, isElapsed: false });
  expect(usual.of('resolution')).toMatchObject({ dueAt: null, targetMs: null, warnings: [] });
  expect((await shops.lantern.call('GET', `/cases/${caseId}`)).body).toMatchObject({ priority: 'normal', dueAt: atHour(4) });

  at(tuesday + 15 * minuteMs);
  const customerId = await customerOf(caseId);
  expect(await ok('PATCH', `/customers/${customerId}`, { tier: 'gold' })).toMatchObject({ tier: 'gold' });
  // Without the priority it is not theirs yet.
  expect((await clocksOf(caseId)).target?.name).toBe('All');
  at(tuesday + 30 * minuteMs);
  expect(await ok('PATCH', `/cases/${caseId}`, { priority: 'urgent' })).toMatchObject({ priority: 'urgent', dueAt: atHour(1) });
  const theirs = await clocksOf(caseId);
  expect(theirs.target).toEqual({ id: gold.id, version: 1, name: 'Gold, urgent' });
  // The start is kept: an hour since it was written, not since the change.
  expect(theirs.of('first_response')).toMatchObject({ startAt: atHour(0), dueAt: atHour(1), usedMs: 30 * minuteMs });
  expect(theirs.of('resolution')).toMatchObject({ dueAt: atHour(48), isElapsed: true });
  expect((await shops.lantern.call('GET', `/cases/${caseId}/policy`)).body.targets).toEqual([
    { targetId: gold.id, version: 1, name: 'Gold, urgent', place: 0, holds: true, unmet: [] },
    { targetId: all.id, version: 1, name: 'All', place: 1, holds: false, unmet: [] },
  ]);
  expect((await counter.told(conversationId)).map((one) => one.due_at)).toEqual([tuesday + 24 * hourMs]);
  // Late since the hour was over, whoever looked.
  at(tuesday + 5 * hourMs);
  expect((await clocksOf(caseId)).of('first_response')).toMatchObject({ state: 'breached', breachedAt: atHour(1), leftMs: -4 * hourMs });
  // Events say who changed it.
  const types = await shops.lantern.inside((tx) =>
    tx.rows(sql<{ type: string; priority: string }>`select type, payload -> 'case' ->> 'priority' as priority from tenant.event
      where workspace_id = ${shops.lantern.id} and case_id = ${caseId} and type = 'case.changed'`),
  );
  expect(types).toEqual([{ type: 'case.changed', priority: 'urgent' }]);
  await removeAll();
});

test('a rule gives the priority, and the clock of the target restarts or keeps its start as the target says', async () => {
  nextWeek();
  await make({
    name: 'Urgent',
    appliesTo: { place: 0, priorities: ['urgent'] },
    aims: { first_response: open(2) },
    restartsOnPriority: true,
  });
  await make({ name: 'High', appliesTo: { place: 1, priorities: ['high'] }, aims: { first_response: open(2) } });
  const run = createRuleRunner(shops.web.base.platform, { waitMs: 0 });
  await run();
  const actions = { topicId: null, tagIds: [], assigneeId: null, queueId: null, tellIds: [] };
  const conditions = { channelIds: [], topicIds: [], tagIds: [], languages: [], hands: 'any' };
  for (const [word, priority] of [
    ['burns', 'urgent'],
    ['leaks', 'high'],
  ])
    await ok('POST', '/rules', {
      name: `It ${word}`,
      start: 'customer_wrote',
      conditions: { ...conditions, words: [word] },
      actions: { ...actions, priority },
    });
  await run();
  const burning = (await counter.message(await counter.chat('Bo', 'It burns')))!;
  const leaking = (await counter.message(await counter.chat('Cem', 'It leaks')))!;
  at(tuesday + hourMs);
  await run();
  const priorityOf = async (caseId: string) => (await shops.lantern.call('GET', `/cases/${caseId}`)).body.priority;
  expect([await priorityOf(burning.case_id), await priorityOf(leaking.case_id)]).toEqual(['urgent', 'high']);
  expect((await clocksOf(burning.case_id)).of('first_response')).toMatchObject({ dueAt: atHour(3), restartedAt: atHour(1) });
  expect((await clocksOf(leaking.case_id)).of('first_response')).toMatchObject({ dueAt: atHour(2), restartedAt: null });
  await removeAll();
});

test('a target may let a first response stand while others have the case; taken away, its clocks are cancelled where no other fits', async () => {
  nextWeek();
  const pausing = await make({ aims: { first_response: open(4), resolution: open(6) }, pausesOnOthers: true });
  const { case_id: caseId } = await write('Dora');
  at(tuesday + hourMs);
  await ok('POST', `/cases/${caseId}/wait`, { on: 'other' });
  at(tuesday + 3 * hourMs);
  const standing = await clocksOf(caseId);
  expect(standing.of('first_response')).toMatchObject({ state: 'paused', dueAt: null, leftMs: 3 * hourMs });
  expect(standing.of('first_response').pauses).toEqual([{ fromAt: atHour(1), toAt: null, why: 'on_hold' }]);
  expect(standing.of('resolution')).toMatchObject({ state: 'running', dueAt: atHour(6) });
  // Switched off, it runs again from then on.
  await ok('PUT', `/clock-targets/${pausing.id}`, bodyOf({ aims: { first_response: open(4), resolution: open(6) } }));
  at(tuesday + 3.5 * hourMs);
  expect((await clocksOf(caseId)).of('first_response')).toMatchObject({ state: 'running', leftMs: 2.5 * hourMs, dueAt: atHour(6) });
  // And on and off once more, without anything happening to the case.
  await ok('PUT', `/clock-targets/${pausing.id}`, bodyOf({ aims: { first_response: open(4), resolution: open(6) }, pausesOnOthers: true }));
  at(tuesday + 4 * hourMs);
  expect((await clocksOf(caseId)).of('first_response')).toMatchObject({ state: 'paused', leftMs: 2.5 * hourMs, dueAt: null });
  await ok('PUT', `/clock-targets/${pausing.id}`, bodyOf({ aims: { first_response: open(4), resolution: open(6) } }));
  expect((await clocksOf(caseId)).of('first_response')).toMatchObject({ state: 'running', dueAt: atHour(6.5) });
  expect((await shops.lantern.call('DELETE', `/clock-targets/${pausing.id}`)).status).toBe(200);
  at(tuesday + 5 * hourMs);
  const gone = await clocksOf(caseId);
  expect(gone.of('resolution')).toMatchObject({ state: 'cancelled', endedWhy: 'no_target', breachedAt: null });
  // For answering the reply policy holds again.
  expect(gone.of('first_response')).toMatchObject({ state: 'running', targetMs: 8 * hourMs });
});

test('the list goes by the same instant as the clock: it stands while others have the case, and grace and changed targets move it', async () => {
  nextWeek();
  const listed = async (): Promise<string> => {
    while ((await reckonDue(shops.web.base.platform)) > 0);
    return (await shops.lantern.call('GET', `/cases/${caseId}`)).body.dueAt;
  };
  const clock = async (): Promise<string | null> => (await clocksOf(caseId)).of('first_response').dueAt;
  const usual = await make({ aims: { first_response: open(4) }, appliesTo: { place: 1 }, pausesOnOthers: true });
  const { case_id: caseId, conversation_id: conversationId } = await write('Gil');
  expect([await listed(), await clock()]).toEqual([atHour(4), atHour(4)]);
  at(tuesday + hourMs);
  await ok('POST', `/cases/${caseId}/wait`, { on: 'other' });
  // It stands, so the list goes by what Gil was told.
  expect([await listed(), await clock()]).toEqual([atHour(24), null]);
  at(tuesday + 3 * hourMs);
  await write('Gil');
  expect([await listed(), await clock()]).toEqual([atHour(6), atHour(6)]);
  at(tuesday + 5 * hourMs);
  const urgent = await make({ aims: { first_response: open(2) }, appliesTo: { place: 0, priorities: ['urgent'] }, pausesOnOthers: true });
  await ok('PATCH', `/cases/${caseId}`, { priority: 'urgent' });
  // Two hours are over already: half an hour from now.
  expect([await listed(), await clock()]).toEqual([atHour(5.5), atHour(5.5)]);
  await write('Gil');
  expect(await listed()).toBe(atHour(5.5));
  await ok('PATCH', `/cases/${caseId}`, { priority: 'normal' });
  await ok('PUT', `/clock-targets/${usual.id}`, bodyOf({ aims: { first_response: open(5) }, appliesTo: { place: 1 } }));
  expect(await listed()).toBe(await clock());
  expect((await counter.told(conversationId)).map((one) => iso(one.due_at))[0]).toBe(atHour(24));
  for (const { id } of [usual, urgent]) expect((await shops.lantern.call('DELETE', `/clock-targets/${id}`)).status).toBe(200);
});

test('targets are asked in their order, nobody names or sees another’s, and what cannot be kept is refused', async () => {
  const { lantern, harbour } = shops;
  nextWeek();
  const [a, b, c] = [
    await make({ aims: { update: open(1) } }),
    await make({ aims: { update: open(2) } }),
    await make({ aims: { update: open(3) } }),
  ];
  const ordered = await ok('PUT', '/clock-targets/order', { ids: [c.id, a.id] });
  expect(ordered.items.map((one: { id: string; version: number }) => [one.id, one.version])).toEqual([
    [c.id, 1],
    [a.id, 2],
    [b.id, 2],
  ]);
  expect((await lantern.call('GET', '/clock-targets')).body.items).toEqual(ordered.items);
  // Saved as it is, it is the same version.
  const same = await ok('PUT', `/clock-targets/${c.id}`, bodyOf({ aims: { update: open(3) }, appliesTo: { place: 0 } }));
  expect(same.version).toBe(1);
  expect((await harbour.call('GET', '/clock-targets')).body.items).toEqual([]);
  const wanted = bodyOf({ aims: { update: open(1) } });
  expect((await harbour.call('PUT', `/clock-targets/${a.id}`, wanted)).status).toBe(404);
  expect((await harbour.call('DELETE', `/clock-targets/${a.id}`)).status).toBe(404);
  expect((await harbour.call('POST', '/clock-targets', wanted)).status).toBe(404);
  expect((await harbour.call('PUT', '/clock-targets/order', { ids: [a.id] })).status).toBe(404);
  const refused = async (over: Wanted) => (await lantern.call('POST', '/clock-targets', bodyOf(over))).body.code;
  expect(await refused({ aims: { update: open(1) }, appliesTo: { tiers: ['platinum'] } })).toBe('not_found');
  expect(await refused({ aims: {} })).toBe('bad_request');
  expect(await refused({ aims: { update: open(1) }, calendarId: null })).toBe('bad_request');
  expect(await refused({ aims: { resolution: open(8_000) } })).toBe('calendar_never_open');
  expect((await make({ aims: { resolution: elapsed(8_000) }, calendarId: null })).version).toBe(1);
  expect((await lantern.call('PATCH', `/customers/${await customerOf((await write('Eve')).case_id)}`, { tier: 'platinum' })).status).toBe(
    400,
  );
  await removeAll();
});

test('whatever is done to targets, tiers and priorities, no word and no instant that was told changes', async () => {
  const { lantern } = shops;
  nextWeek();
  const { case_id: caseId } = await write('Fay');
  const customerId = await customerOf(caseId);
  const made = await make({ aims: { first_response: open(4) } });
  const told = () =>
    lantern.inside((tx) =>
      tx.rows(sql`select id, words, locale, place, told_at, due_at, ending, policy_id, policy_version, calendar_id, calendar_version from tenant.commitment
        where workspace_id = ${lantern.id} order by id`),
    );
  const before = await told();
  expect(before.length).toBeGreaterThan(3);
  const priorities = ['urgent', 'high', 'normal', 'low'];
  const tiers = ['gold', 'silver', null];
  const verbs: readonly ((n: number) => Promise<{ status: number }>)[] = [
    (n) =>
      lantern.call(
        'POST',
        '/clock-targets',
        bodyOf({ aims: { first_response: open(1 + (n % 9)) }, appliesTo: { place: n % 5, priorities: [priorities[n % 4]] } }),
      ),
    (n) =>
      lantern.call(
        'PUT',
        `/clock-targets/${made.id}`,
        bodyOf({ aims: { first_response: elapsed(1 + n) }, restartsOnPriority: n % 2 === 0 }),
      ),
    (n) => lantern.call('PATCH', `/cases/${caseId}`, { priority: priorities[n % 4] }),
    (n) => lantern.call('PATCH', `/customers/${customerId}`, { tier: tiers[n % 3] }),
    (n) =>
      lantern.call('PUT', `/commitment-policies/${counter.policyId}`, {
        name: 'Other',
        calendarId: counter.calendarId,
        replyWithinMinutes: 60 + n,
        appliesTo: { ...any, priorities: [priorities[n % 4]], tiers: n % 2 === 0 ? ['gold'] : [] },
      }),
    () => lantern.call('PUT', '/customer-tiers', { keys: ['gold', 'silver'] }),
  ];
  const done = new Set<number>();
  let nowAt = tuesday;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(verbs.length - 1), fc.nat(60)), { minLength: 6, maxLength: 10 }), async (steps) => {
      for (const [verb, n] of steps) {
        nowAt += minuteMs;
        at(nowAt);
        const { status } = await verbs[verb]!(n);
        expect(status).toBeLessThan(300);
        done.add(verb);
      }
      expect(await told()).toEqual(before);
      // The clock is read from the log, and what holds for it is what the case says now.
      const { of, target } = await clocksOf(caseId);
      expect(of('first_response').startAt).toBe(atHour(0));
      const why = (await lantern.call('GET', `/cases/${caseId}/policy`)).body;
      expect(target?.id ?? null).toBe(why.targets.find((one: { holds: boolean }) => one.holds)?.targetId ?? null);
    }),
    { numRuns: 5, seed: 20261126 },
  );
  expect(done.size).toBe(verbs.length);
});
