/** Clocks read from the log of what really happened: messages and verbs go the whole way through the API, on a clock the test sets. */
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { priorities } from '@meanwhile/core/commitment/priority.ts';
import type { CaseClocksRecord } from '@meanwhile/wire/clock.ts';
import fc from 'fast-check';
import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesById } from '../case/case.ts';
import { eraseCustomer } from '../customer/erase.ts';
import { twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCaseMergeRoutes } from '../reply/case-merge.routes.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { wakeDue } from '../reply/reply.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerTopicRoutes } from '../topic/topic.routes.ts';
import { registerCalendarRoutes } from './calendar.routes.ts';
import { caseTime, clockFor } from './commitment.ts';
import { caseClocks } from './clock.ts';
import { registerPolicyRoutes } from './policy.routes.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops(
    (web, http) => {
      registerCaseRoutes(web.app, http);
      registerCaseMergeRoutes(web.app, http);
      registerReplyRoutes(web.app, http);
      registerCalendarRoutes(web.app, http);
      registerPolicyRoutes(web.app, http);
      registerTopicRoutes(web.app, http);
    },
    { nowAt: Date.UTC(2026, 0, 9, 15, 0) },
  );
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());

const at = (ms: number): void => shops.web.base.clock.setNow(ms);
const january = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 0, day, hour, minute);
const clocksOf = async (caseId: string): Promise<CaseClocksRecord> => {
  const { status, body } = await shops.lantern.call('GET', `/cases/${caseId}/clocks`);
  expect([status, body.code]).toEqual([200, undefined]);
  return body as CaseClocksRecord;
};
const ok = async (path: string, body: object): Promise<void> => {
  const answer = await shops.lantern.call('POST', path, body);
  expect([path, answer.body.code, answer.status < 300]).toEqual([path, undefined, true]);
};
const reply = (caseId: string, text: string, then?: string): Promise<void> =>
  ok('/messages', { caseId, text, undoMs: 0, ...(then === undefined ? {} : { then }) });
const isReply = (kind: string): boolean => kind === 'first_response' || kind === 'next_response';
const minutes = (ms: number): number => ms / minuteMs;

test('a case over a weekend, with someone else’s turn and a reopening, is told to the minute, in elapsed and in open time', async () => {
  at(january(9, 16));
  const first = (await counter.message(await counter.chat('Ada', 'Where is my lamp?')))!;
  const { case_id: caseId } = first;
  at(january(9, 16, 30));
  await counter.chat('Ada', 'It was due on Monday.');
  at(january(12, 9, 45));
  await reply(caseId, 'Which lamp is it?');
  at(january(12, 15));
  await counter.chat('Ada', 'The blue one.');
  at(january(13, 10));
  await reply(caseId, 'I am asking the warehouse.');
  await ok(`/cases/${caseId}/wait`, { on: 'other' });
  await ok(`/cases/${caseId}/snooze`, { until: iso(january(14, 12)) });
  at(january(14, 12));
  await wakeDue(shops.web.base.platform);
  at(january(14, 12, 30));
  await reply(caseId, 'It comes on Friday.', 'resolve');
  at(january(16, 10));
  await counter.chat('Ada', 'It did not come.');
  at(january(16, 11));
  await reply(caseId, 'It is at your neighbour’s.', 'resolve');

  const { clocks, spans } = await clocksOf(caseId);
  const both = (kind: string) =>
    clocks.filter((one) => one.kind === kind).map((one) => [minutes(one.elapsedMs), minutes(one.usedMs), one.state]);
  expect(both('first_response')).toEqual([[3945, 105, 'met']]);
  expect(both('next_response')).toEqual([
    [1140, 180, 'met'],
    [60, 60, 'met'],
  ]);
  expect(both('resolution')).toEqual([[6735, 975, 'met']]);
  const sum = (status: string) =>
    spans
      .filter((one) => one.status === status && one.toAt !== null)
      .reduce((sums, one) => [sums[0]! + minutes(one.elapsedMs), sums[1]! + minutes(one.openMs)], [0, 0]);
  expect(Object.fromEntries(['open', 'on_hold', 'pending', 'resolved'].map((status) => [status, sum(status)]))).toEqual({
    open: [5175, 375],
    on_hold: [1560, 600],
    pending: [315, 315],
    resolved: [2730, 810],
  });
  // To the first resolve and to the final one; the four together are the whole.
  const until = (day: number, hour: number, minute = 0) =>
    spans
      .filter((one) => Date.parse(one.fromAt) < january(day, hour, minute))
      .reduce((ms, one) => [ms[0]! + one.elapsedMs, ms[1]! + one.openMs], [0, 0]);
  expect(until(14, 12, 30).map(minutes)).toEqual([6990, 1230]);
  expect(until(16, 11).map(minutes)).toEqual([9780, 2100]);
  // The neighbour reads none of it.
  expect((await shops.harbour.call('GET', `/cases/${caseId}/clocks`)).status).toBe(404);

  // Forgotten, nothing of it can be read any more, and that is said.
  const { platform } = shops.web.base;
  const { lantern } = shops;
  await lantern.inside(async (tx) => {
    const erasing = { tx, workspaceId: lantern.id, at: platform.clock.nowAt(), platform };
    const owner = await tx.row(sql<{ customer_id: string }>`
      select customer_id from tenant.conversation where workspace_id = ${lantern.id} and id = ${first.conversation_id}`);
    expect(await eraseCustomer(erasing, owner!.customer_id)).toMatchObject({ type: 'customer.erased' });
  });
  expect(await clocksOf(caseId)).toEqual({ clocks: [], target: null, policy: null, spans: [], skewed: 0, isForgotten: true });
});

test('whatever is done to cases and policies, the clocks read from the log are those of the cases as they stand', async () => {
  const { lantern } = shops;
  const { platform } = shops.web.base;
  const topic = (await lantern.call('POST', '/topics', { name: 'Returns' })).body as { id: string };
  const conditional = { place: 0, channelIds: [], topicIds: [topic.id], queueIds: [], languages: [] };
  const hours = { calendarId: counter.calendarId, replyWithinMinutes: 120 };
  expect((await lantern.call('POST', '/commitment-policies', { name: 'Returns', ...hours, appliesTo: conditional })).status).toBe(201);
  const cases = new Set<string>();
  let compared = 0;
  const write = async (n: number): Promise<void> => {
    const name = ['ina', 'bo', 'cem'][n % 3]!;
    const text = `Where is it? ${n}`;
    const message = await counter.message(
      n % 2 === 0
        ? await counter.chat(`${name} chats`, text)
        : await counter.mail({ from: `${name}@post.example`, text, subject: `Lamp ${n}` }),
    );
    // Mail of a sender marked as spam is held back.
    if (message !== undefined) cases.add(message.case_id);
  };
  const some = (n: number): string => [...cases][n % cases.size]!;
  const done = new Map<string, number>();
  const act = async (what: string, path: string, body: object, method: 'POST' | 'PATCH' | 'PUT' = 'POST'): Promise<string | undefined> => {
    const answer = await lantern.call(method, path, body);
    expect(answer.status).toBeLessThan(500);
    if (answer.status < 300) done.set(what, (done.get(what) ?? 0) + 1);
    return answer.status < 300 ? (answer.body.id as string) : undefined;
  };
  /** One of the shop's cases of which this is true, and with it another of the same customer. */
  const oneWhere = (n: number, where: RawBuilder<unknown>) =>
    lantern
      .inside((tx) =>
        tx.rows(sql<{ id: string; other_id: string | null }>`
        select c.id, (select o.id from tenant."case" o where o.workspace_id = c.workspace_id and o.conversation_id = c.conversation_id and o.id <> c.id
          and o.merged_into_id is null and o.spam_at is null limit 1) as other_id
        from tenant."case" c where c.workspace_id = ${lantern.id} and c.opened_at >= ${iso(january(19, 0))} and ${where} order by c.number`),
      )
      .then((rows) => rows[n % Math.max(1, rows.length)]);
  const verbs: readonly ((n: number) => Promise<unknown>)[] = [
    write,
    write,
    write,
    (n) => act('reply', '/messages', { caseId: some(n), text: 'Here.', undoMs: 0 }),
    (n) => act('reply and resolve', '/messages', { caseId: some(n), text: 'Here.', undoMs: 0, then: 'resolve' }),
    (n) => act('wait', `/cases/${some(n)}/wait`, { on: n % 2 === 0 ? 'other' : 'customer' }),
    (n) => act('snooze', `/cases/${some(n)}/snooze`, { until: iso(platform.clock.nowAt() + 5 * hourMs) }),
    (n) => act('resolve', `/cases/${some(n)}/resolve`, {}),
    async (n) => {
      const one = await oneWhere(n, sql`c.state = 'resolved' and c.merged_into_id is null and c.spam_at is null`);
      if (one !== undefined) await act('reopen', `/cases/${one.id}/reopen`, {});
    },
    async (n) => {
      const one = await oneWhere(n, sql`c.merged_into_id is null and c.spam_at is null`);
      if (one?.other_id) await act('merge', `/cases/${one.id}/merge`, { intoId: one.other_id });
    },
    async (n) => {
      const one = await oneWhere(n, sql`c.merged_into_id is not null`);
      if (one !== undefined) await act('unmerge', `/cases/${one.id}/unmerge`, {});
    },
    async (n) => {
      const one = await oneWhere(n, sql`c.spam_at is not null`);
      if (one !== undefined) await act('not spam', `/cases/${one.id}/not-spam`, {});
      else if (n % 3 === 0) await act('spam', `/cases/${some(n)}/spam`, {});
    },
    async (n) => {
      const of = sql`m.workspace_id = ${lantern.id} and m.case_id = c.id and m.author_kind = 'customer'`;
      const one = await oneWhere(
        n,
        sql`c.state = 'open' and c.merged_into_id is null and (select count(*) from tenant.message m where ${of}) > 1`,
      );
      if (one === undefined) return;
      const ids = await lantern.inside((tx) =>
        tx.rows(
          sql<{
            id: string;
          }>`select id from tenant.message where workspace_id = ${lantern.id} and case_id = ${one.id} and author_kind = 'customer'`,
        ),
      );
      const made = await act('split', `/cases/${one.id}/split`, { messageIds: [ids[n % ids.length]!.id] });
      if (made !== undefined) cases.add(made);
    },
    (n) => act('topic', `/cases/${some(n)}`, { topicId: n % 2 === 0 ? topic.id : null }, 'PATCH'),
    (n) =>
      act(
        'policy',
        `/commitment-policies/${counter.policyId}`,
        { name: 'Other', calendarId: counter.calendarId, replyWithinMinutes: 240 + (n % 600) },
        'PUT',
      ),
    (n) => act('priority', `/cases/${some(n)}`, { priority: priorities[n % 4] }, 'PATCH'),
    (n) => {
      const minutes = (more: number) => ({ minutes: 600 + ((n + more) % 900), isOpenTime: true });
      return act('target', '/clock-targets', {
        name: `Target ${n}`,
        calendarId: counter.calendarId,
        appliesTo: { ...conditional, topicIds: [], place: n % 3, priorities: [priorities[n % 4]] },
        aims: { first_response: minutes(0), next_response: minutes(0), resolution: minutes(200) },
      });
    },
  ];
  const compare = async (caseId: string): Promise<void> => {
    const nowAt = platform.clock.nowAt();
    await lantern.inside(async (tx) => {
      const here = { tx, workspaceId: lantern.id, at: nowAt };
      const [row] = await casesById(tx, lantern.id, [caseId]);
      const { spans, runs, readings, skewed } = await caseClocks(here, row!);
      const ball = { us: 'open', other: 'on_hold', customer: 'pending' } as const;
      const isGone = row!.spam_at !== null || row!.merged_into_id !== null;
      const status = row!.spam_at !== null ? 'spam' : isGone ? 'merged' : row!.state === 'resolved' ? 'resolved' : ball[row!.ball];
      expect([caseId, spans.at(-1)?.status, skewed]).toEqual([caseId, status, 0]);
      const waiting = readings.filter((one) => isReply(one.kind) && one.endedAt === null);
      const live =
        isGone || row!.unanswered_since === null
          ? null
          : clockFor(
              { firstAnsweredAt: row!.first_answered_at, unansweredSinceAt: row!.unanswered_since },
              (await caseTime(here, row!))!,
              nowAt,
            );
      expect([caseId, waiting.map((one) => one.startAt)]).toEqual([caseId, live === null ? [] : [live.startAt]]);
      if (live !== null && waiting[0]!.state === 'running' && !waiting[0]!.isTightened) {
        expect([caseId, waiting[0]!.dueAt]).toEqual([caseId, live.dueAt]);
        compared += 1;
      }
      // Every answer a customer waited for met or missed a clock, at its own instant.
      const answered = readings.filter((one) => isReply(one.kind) && one.endedWhy === 'message.sent').map((one) => one.endedAt);
      expect(runs.length).toBe(readings.length);
      for (const endedAt of answered) expect(answers.get(endedAt!)).toBe(true);
    });
  };
  const answers = new Map<number, boolean>();
  let nowAt = january(19, 8);
  at(nowAt);
  await write(0);
  const any = (max: number) => fc.noBias(fc.nat(max));
  const steps = fc.sample(fc.tuple(any(verbs.length - 1), any(1_000), any(90)), { numRuns: 130, seed: 20261125 });
  for (const [verb, n, laterMinutes] of steps) {
    nowAt += (1 + laterMinutes) * minuteMs;
    at(nowAt);
    await wakeDue(platform);
    answers.set(nowAt, true);
    await verbs[verb]!(n);
    await compare(some(n));
  }
  for (const caseId of cases) await compare(caseId);
  expect(compared).toBeGreaterThan(20);
  expect([...done.keys()].toSorted()).toEqual([
    'merge',
    'not spam',
    'policy',
    'priority',
    'reopen',
    'reply',
    'reply and resolve',
    'resolve',
    'snooze',
    'spam',
    'split',
    'target',
    'topic',
    'unmerge',
    'wait',
  ]);
});
