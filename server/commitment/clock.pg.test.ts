/** Clocks read from the log of what really happened: messages and verbs go the whole way through the API, on a clock the test sets. */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { CaseClocksRecord } from '@meanwhile/wire/clock.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCaseMergeRoutes } from '../reply/case-merge.routes.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { wakeDue } from '../reply/reply.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerTopicRoutes } from '../topic/topic.routes.ts';
import { registerCalendarRoutes } from './calendar.routes.ts';
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
});
