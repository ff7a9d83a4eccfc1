/** Two cases become one and one becomes two, and back: who waits since when, and by when it is due, is never lost on the way. Spam and snooze too. */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCaseMergeRoutes } from './case-merge.routes.ts';
import { registerCaseListRoutes } from './case-list.routes.ts';
import { registerCaseRoutes } from './case.routes.ts';
import { registerReplyRoutes } from './reply.routes.ts';
import { wakeDue } from './wake-due.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerCaseRoutes(web.app, http);
    registerCaseListRoutes(web.app, http);
    registerCaseMergeRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
beforeEach(() => at(tuesdayAt));

const verb = async (caseId: string, name: string, body: object = {}) => {
  const answer = await shops.lantern.call('POST', `/cases/${caseId}/${name}`, body);
  expect([name, answer.status, answer.body.code]).toEqual([name, name === 'split' ? 201 : 200, undefined]);
  return answer.body;
};
const row = async (caseId: string) => (await shops.lantern.call('GET', `/cases/${caseId}`)).body;
const reply = async (caseId: string, text: string): Promise<void> => {
  expect((await shops.lantern.call('POST', '/messages', { caseId, text, undoMs: 0 })).status).toBe(201);
};
const next = async () => (await shops.lantern.call('GET', '/cases?view=next&limit=200')).body.items.map((one: { id: string }) => one.id);

/** One customer with two matters: the first answered an hour ago, the second waiting for us. */
async function twoMatters(name: string): Promise<{ first: string; second: string }> {
  const from = `${name}@post.example`;
  const first = (await counter.message(await counter.mail({ from, text: 'Where is my parcel?' })))!.case_id;
  at(tuesdayAt + hourMs);
  await reply(first, 'It comes tomorrow.');
  at(tuesdayAt + 2 * hourMs);
  const second = (await counter.message(await counter.mail({ from, subject: 'Candles', text: 'Do you sell candles?' })))!.case_id;
  expect(second).not.toBe(first);
  return { first, second };
}

test('a merge undone at once gives back both cases to the last figure', async () => {
  const { first, second } = await twoMatters('ann');
  const before = [await row(first), await row(second)];
  at(tuesdayAt + 3 * hourMs);
  expect(await verb(second, 'merge', { intoId: first })).toMatchObject({
    ball: 'us',
    dueAt: before[1].dueAt,
    lastText: before[1].lastText,
  });
  at(tuesdayAt + 4 * hourMs);
  await verb(second, 'unmerge');
  expect([await row(first), await row(second)]).toEqual(before);
});

test('what the customer wrote into the merged case waits after the merge is undone, and is due from its own time', async () => {
  const { first, second } = await twoMatters('bob');
  await verb(second, 'merge', { intoId: first });
  const parcel = (await counter.told((await row(first)).conversationId))[0]!;
  expect(parcel.ending).toBe('kept');
  at(tuesdayAt + 4 * hourMs);
  const reference = await shops.lantern.inside((tx) =>
    tx.row(
      sql<{ id: string }>`select mail_message_id as id from tenant.message where case_id = ${first} and author_kind = 'customer' limit 1`,
    ),
  );
  const wrote = await counter.mail({ from: 'bob@post.example', text: 'It did not come.', inReplyTo: reference!.id });
  expect((await counter.message(wrote))!.case_id).toBe(first);
  await verb(second, 'unmerge');
  expect(await row(first)).toMatchObject({
    ball: 'us',
    unansweredSince: iso(tuesdayAt + 4 * hourMs),
    dueAt: iso(tuesdayAt + 28 * hourMs),
  });
  expect(await row(second)).toMatchObject({ ball: 'us', unansweredSince: iso(tuesdayAt + 2 * hourMs) });
});

test('a snoozed case that was merged into wakes by itself again after the merge is undone', async () => {
  const { first, second } = await twoMatters('cat');
  await verb(first, 'snooze', { until: iso(tuesdayAt + dayMs) });
  await verb(second, 'merge', { intoId: first });
  await verb(second, 'unmerge');
  expect((await row(first)).snoozedUntil).toBe(iso(tuesdayAt + dayMs));
  at(tuesdayAt + dayMs);
  await wakeDue(shops.web.base.platform);
  expect((await row(first)).snoozedUntil).toBeNull();
});

test('thanks split out of an answered case wait for nobody', async () => {
  const first = (await counter.message(await counter.chat('dan', 'Where is my parcel?')))!;
  at(tuesdayAt + hourMs);
  await reply(first.case_id, 'It comes tomorrow.');
  at(tuesdayAt + 2 * hourMs);
  const thanks = (await counter.message(await counter.chat('dan', 'Thank you!')))!;
  const made = await verb(first.case_id, 'split', { messageIds: [thanks.id] });
  expect(made).toMatchObject({ ball: 'customer', unansweredSince: null, dueAt: null, lastText: 'Thank you!' });
  expect(await row(first.case_id)).toMatchObject({ ball: 'customer', unansweredSince: null, lastText: 'It comes tomorrow.' });
});

test('each half of a split is due from its own oldest message and shows its own words', async () => {
  const first = (await counter.message(await counter.chat('eli', 'Where is my parcel?')))!;
  at(tuesdayAt + 2 * hourMs);
  const second = (await counter.message(await counter.chat('eli', 'And do you sell candles?')))!;
  const made = await verb(first.case_id, 'split', { messageIds: [second.id] });
  expect(made).toMatchObject({
    ball: 'us',
    unansweredSince: iso(tuesdayAt + 2 * hourMs),
    unansweredText: 'And do you sell candles?',
    dueAt: iso(tuesdayAt + 26 * hourMs),
  });
  expect(await row(first.case_id)).toMatchObject({
    unansweredText: 'Where is my parcel?',
    lastText: 'Where is my parcel?',
    dueAt: iso(tuesdayAt + dayMs),
  });
});

test('not spam after all: the case is back in the list with the time it is due', async () => {
  const first = (await counter.message(await counter.chat('flo', 'Win a parcel?')))!;
  at(tuesdayAt + hourMs);
  await verb(first.case_id, 'spam');
  expect(await counter.told(first.conversation_id)).toMatchObject([{ ending: 'released' }]);
  expect(await next()).not.toContain(first.case_id);
  await verb(first.case_id, 'not-spam');
  expect(await row(first.case_id)).toMatchObject({ ball: 'us', dueAt: iso(tuesdayAt + dayMs), unansweredText: 'Win a parcel?' });
  expect(await next()).toContain(first.case_id);
});

test('snoozed beyond what was promised, a case is back half an hour before; answered meanwhile, it sleeps on', async () => {
  const { platform } = shops.web.base;
  const waiting = (await counter.message(await counter.chat('gil', 'Where is my parcel?')))!;
  const answered = (await counter.message(await counter.chat('hub', 'Where is my parcel?')))!;
  for (const one of [waiting, answered]) await verb(one.case_id, 'snooze', { until: iso(tuesdayAt + 3 * dayMs) });
  await reply(answered.case_id, 'It comes on Friday.');
  at(tuesdayAt + dayMs - 31 * minuteMs);
  await wakeDue(platform);
  expect(await next()).not.toContain(waiting.case_id);
  at(tuesdayAt + dayMs - 30 * minuteMs);
  await wakeDue(platform);
  expect(await next()).toContain(waiting.case_id);
  expect((await row(answered.case_id)).snoozedUntil).toBe(iso(tuesdayAt + 3 * dayMs));
  at(tuesdayAt + 3 * dayMs);
  await wakeDue(platform);
  expect((await row(answered.case_id)).snoozedUntil).toBeNull();
});
