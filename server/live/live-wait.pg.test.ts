/** Somebody wrote to people who were there: are they answered, or told a time as soon as nobody is, once and never twice? Messages go the whole way. */
import { randomUUID } from 'node:crypto';
import { hourMs, minuteMs, secondMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { twoShops, tuesdayAt, type TwoShops } from '../channel/two-shops.fixture.ts';
import { judgeDue } from '../commitment/commitment.ts';
import { deliverDue } from '../delivery/delivery.ts';
import { outside } from '../delivery/outside.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { shownMessage } from '../reply/reply.ts';
import { askStance, lookAtStances, registerStanceRoutes, tellWaiting } from './live.ts';

let shops: TwoShops;
let counter: Counter;
let startAt: number;
const world = outside(() => shops.web.base.platform);

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerChannelRoutes(web.app, http);
    registerCaseRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
    registerStanceRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
  goTo(tuesdayAt);
  expect((await shops.lantern.call('PATCH', `/channels/${counter.messengerId}`, { mayBeLive: true })).status).toBe(200);
});
afterAll(() => shops?.close());
// Each test has a quarter of an hour of its own, in which Mia is on a live shift and at the keyboard.
let quarter = 0;
beforeEach(async () => {
  startAt = tuesdayAt + (quarter += 1) * 15 * minuteMs;
  goTo(startAt);
  await shops.lantern.inside((tx) => tx.run(sql`delete from tenant.shift where workspace_id = ${shops.lantern.id}`));
  // Whoever still waits from the test before is told a time.
  await tellWaiting(shops.web.base.platform, { shown: shownMessage });
  await plan('live');
  await typed();
  await look();
});

const goTo = (at: number) => shops.web.base.clock.setNow(at);
const nowAt = () => shops.web.base.platform.clock.nowAt();
const plan = async (pool: 'live' | 'async') => {
  const shift = { memberId: shops.lantern.ownerId, pool, startsAt: iso(startAt), endsAt: iso(startAt + hourMs) };
  expect((await shops.lantern.call('POST', '/shifts', shift)).status).toBe(201);
};
const typed = () =>
  shops.lantern.inside((tx) =>
    tx.run(
      sql`update tenant.member set input_at = ${iso(nowAt())}::timestamptz where workspace_id = ${shops.lantern.id} and id = ${shops.lantern.ownerId}`,
    ),
  );
const look = async () => {
  await shops.lantern.inside((tx) => askStance(tx, shops.lantern.id, nowAt()));
  await lookAtStances(shops.web.base.platform);
};
/** The worker's loops, every ten seconds until then; while `typing`, Mia is at the keyboard. */
const runTo = async (untilAt: number, typing: boolean) => {
  for (let at = nowAt() + 10 * secondMs; at <= untilAt; at += 10 * secondMs) {
    goTo(at);
    if (typing) await typed();
    await look();
    await tellWaiting(shops.web.base.platform, { shown: shownMessage });
  }
};
const asked = async (name: string, over: { live?: boolean; locale?: string } = { live: true }) =>
  (await counter.message(await counter.chat(name, 'Is it open?', over)))!;
const waitOf = (messageId: string) =>
  shops.lantern.inside((tx) =>
    tx.row(sql<{ ending: string | null; ended_at: number | null }>`select ending, ended_at from tenant.live_turn
      where workspace_id = ${shops.lantern.id} and message_id = ${messageId}`),
  );
const answer = async (caseId: string, text = 'It is.') => {
  const sent = await shops.lantern.call('POST', '/messages', { caseId, text, undoMs: 0 });
  expect(sent.status, JSON.stringify(sent.body)).toBe(201);
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
};
const exceptions = async () => (await shops.lantern.call('GET', '/shift-exceptions')).body.items;

test('who writes while Mia is there is told no time, stands first in the list, and waits until she answers', async () => {
  const ada = await asked('ada');
  expect(await counter.told(ada.conversation_id)).toEqual([]);
  expect(await counter.caseRow(ada.case_id)).toMatchObject({ due_at: startAt + 2 * minuteMs, told_at: null });
  await runTo(startAt + minuteMs, true);
  await answer(ada.case_id);
  expect(await waitOf(ada.id)).toEqual({ ending: 'answered', ended_at: startAt + minuteMs });
  await runTo(startAt + 6 * minuteMs, true);
  expect(await counter.told(ada.conversation_id)).toEqual([]);
});

test('what they add while they wait is part of the same turn', async () => {
  const ben = await asked('ben');
  await runTo(startAt + 20 * secondMs, true);
  const more = await asked('ben');
  expect(await waitOf(more.id)).toBeUndefined();
  expect(await waitOf(ben.id)).toMatchObject({ ending: null });
  expect(await counter.caseRow(ben.case_id)).toMatchObject({ due_at: startAt + 2 * minuteMs });
});

test('as soon as Mia is gone, whoever waits is told a time, once, within a minute, and it is kept or broken like any other', async () => {
  await runTo(startAt + 30 * secondMs, true);
  const cleo = await asked('cleo');
  const goneAt = startAt + 30 * secondMs + 2 * minuteMs;
  await runTo(goneAt, false);
  expect(await counter.told(cleo.conversation_id)).toEqual([]);
  await runTo(goneAt + minuteMs, false);
  const told = await counter.told(cleo.conversation_id);
  expect(told).toHaveLength(1);
  expect(told[0]!.told_at).toBeLessThanOrEqual(goneAt + 20 * secondMs);
  expect(told[0]!.words).toMatch(/^Live chat has just ended\. Carry on writing: we'll reply by .+\.$/);
  expect(await waitOf(cleo.id)).toMatchObject({ ending: 'told' });
  expect(await counter.caseRow(cleo.case_id)).toMatchObject({ due_at: told[0]!.due_at, told_at: told[0]!.told_at });
  // Writing on changes nothing; the answer ends it.
  await asked('cleo', {});
  expect(await counter.told(cleo.conversation_id)).toHaveLength(1);
  await answer(cleo.case_id);
  await judgeDue(shops.web.base.platform);
  expect((await counter.told(cleo.conversation_id)).map((one) => one.ending)).toEqual(['kept']);
});

test('nobody waits longer than five minutes without a time, though Mia is there', async () => {
  const dan = await asked('dan', { live: true, locale: 'de' });
  await runTo(startAt + 5 * minuteMs - 10 * secondMs, true);
  expect(await counter.told(dan.conversation_id)).toEqual([]);
  await runTo(startAt + 5 * minuteMs + 10 * secondMs, true);
  expect((await counter.told(dan.conversation_id)).map((one) => one.words)).toEqual([
    expect.stringMatching(/^Zu Ihrer Nachricht ist noch niemand gekommen\. .+: Wir antworten bis .+\.$/),
  ]);
});

test('a worker that dies while it tells has told nothing, and the next one tells it once', async () => {
  const eve = await asked('eve');
  await runTo(startAt + 10 * secondMs, true);
  goTo(startAt + 3 * minuteMs);
  const { platform } = shops.web.base;
  const deaths = { count: 0 };
  await tellWaiting(platform, {
    shown() {
      deaths.count += 1;
      throw new Error('killed after the ledger was written and before the commit');
    },
  });
  expect(deaths.count).toBe(1);
  expect(await counter.told(eve.conversation_id)).toEqual([]);
  expect(await waitOf(eve.id)).toMatchObject({ ending: null });
  goTo(startAt + 3 * minuteMs + 11 * secondMs);
  // Several come up at once.
  await Promise.all([1, 2, 3].map(() => tellWaiting(platform, { shown: shownMessage })));
  await tellWaiting(platform, { shown: shownMessage });
  expect(await counter.told(eve.conversation_id)).toHaveLength(1);
});

test('who was not shown that somebody is there, or writes when that is over, is told a time at once', async () => {
  const page = await asked('fay', {});
  expect(await counter.told(page.conversation_id)).toHaveLength(1);
  goTo(startAt + 3 * minuteMs);
  const late = await asked('gus', { live: true });
  expect(await counter.told(late.conversation_id)).toHaveLength(1);
  expect(await waitOf(late.id)).toBeUndefined();
});

test('an answer that can still be undone is waited for', async () => {
  const ida = await asked('ida');
  goTo(startAt + 2 * minuteMs + 15 * secondMs);
  const held = await shops.lantern.call('POST', '/messages', { caseId: ida.case_id, text: 'Until six.', undoMs: 10_000 });
  expect(held.status).toBe(201);
  await tellWaiting(shops.web.base.platform, { shown: shownMessage });
  expect(await counter.told(ida.conversation_id)).toEqual([]);
  goTo(startAt + 2 * minuteMs + 26 * secondMs);
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  await tellWaiting(shops.web.base.platform, { shown: shownMessage });
  expect(await counter.told(ida.conversation_id)).toEqual([]);
  expect(await waitOf(ida.id)).toMatchObject({ ending: 'answered' });
});

test('with as many talks as Mia can hold the next one is told a time, and those who talk with her go on', async () => {
  const talks = [await asked('jan'), await asked('kim')];
  const third = await asked('lea');
  expect(await counter.told(third.conversation_id)).toHaveLength(1);
  await answer(talks[0]!.case_id);
  goTo(startAt + 20 * secondMs);
  const again = await asked('jan');
  expect(await counter.told(again.conversation_id)).toEqual([]);
  expect(await waitOf(again.id)).toMatchObject({ ending: null });
});

test('who answers for the other pool is written down with the minutes it took', async () => {
  const before = (await exceptions()).length;
  const live = await asked('max');
  await answer(live.case_id);
  expect(await exceptions()).toHaveLength(before);
  const written = await asked('nat', {});
  await shops.lantern.inside((tx) =>
    tx.run(sql`insert into tenant.assignment (workspace_id, id, case_id, member_id, how, because, assigned_at)
      values (${shops.lantern.id}, ${randomUUID()}, ${written.case_id}, ${shops.lantern.ownerId}, 'taken', '{}', ${iso(startAt)})`),
  );
  goTo(startAt + 4 * minuteMs);
  await answer(written.case_id);
  const [first] = await exceptions();
  expect(first).toMatchObject({ pool: 'live', memberId: shops.lantern.ownerId, caseId: written.case_id, minutes: 4, basis: 'measured' });
  // The reverse: on a shift for answering in writing she answers somebody who waits live.
  goTo(startAt + 4 * minuteMs + 10 * secondMs);
  await typed();
  await look();
  const other = await asked('oda');
  expect(await waitOf(other.id)).toMatchObject({ ending: null });
  await shops.lantern.inside((tx) => tx.run(sql`delete from tenant.shift where workspace_id = ${shops.lantern.id}`));
  await plan('async');
  await answer(other.case_id);
  const [second] = await exceptions();
  expect(second).toMatchObject({ pool: 'async', caseId: other.case_id, basis: 'figure' });
  expect(second.minutes).toBeGreaterThan(0);
});
