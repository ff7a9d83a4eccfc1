/** Were the times told kept? Asked of the ledger of messages that went the whole way. What follows from the counts is `coverage.test.ts`. */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { stoppedAutomatic } from '../delivery/delivery.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { registerCaseMergeRoutes } from '../reply/case-merge.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { judgeDue, tellNewTimes } from './commitment.ts';
import { registerCoverageRoutes } from './coverage.routes.ts';
import { afterBreachMs } from './due.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerCaseMergeRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
    registerCoverageRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
const wednesdayAt = tuesdayAt + dayMs;
const asked = async (name: string) => (await counter.message(await counter.chat(name, 'Where is my parcel?')))!;
const answer = async (caseId: string): Promise<void> => {
  const sent = await shops.lantern.call('POST', '/messages', { caseId, text: 'It comes today.', undoMs: 0 });
  expect(sent.status).toBe(201);
};
const report = (query = '') => shops.lantern.call('GET', `/channels/${counter.messengerId}/coverage${query}`);
async function judged(): Promise<void> {
  const { platform } = shops.web.base;
  while ((await judgeDue(platform)) > 0);
}

test('of four told the same time one is kept, one late, one still waits and one was spam: the report counts one of three', async () => {
  const [ada, ben, , spam] = [await asked('ada'), await asked('ben'), await asked('kim'), await asked('spam')];
  expect((await report()).body).toMatchObject({ first: { keptCount: 0, maturedCount: 0, share: null }, days: [] });
  at(tuesdayAt + 2 * hourMs);
  await answer(ada.case_id);
  expect((await shops.lantern.call('POST', `/cases/${spam.case_id}/spam`, {})).status).toBe(200);
  // Answered, and not counted before its time has come.
  expect((await report()).body).toMatchObject({ first: { keptCount: 0, maturedCount: 0 } });
  at(wednesdayAt + 1);
  const unjudged = (await report()).body;
  expect(unjudged).toMatchObject({ first: { keptCount: 1, maturedCount: 3 }, releasedCount: 1 });
  await judged();
  expect((await report()).body).toEqual(unjudged);
  at(wednesdayAt + 30 * minuteMs);
  await answer(ben.case_id);
  at(wednesdayAt + hourMs);
  expect((await report()).body).toMatchObject({
    first: { keptCount: 1, maturedCount: 3, share: 1 / 3 },
    again: { maturedCount: 0 },
    releasedCount: 1,
    sparedMinutes: { half: 22 * 60, nineInTen: 22 * 60 },
    // Ben half an hour, Kim an hour so far.
    lateMinutes: 45,
    days: [{ date: '2026-11-25', keptCount: 1, maturedCount: 3 }],
  });
});

test('Kim is told a new time, which is counted apart; what is older than asked for is not counted', async () => {
  const { platform } = shops.web.base;
  at(wednesdayAt + hourMs + afterBreachMs);
  while ((await tellNewTimes(platform, { stoppedMail: stoppedAutomatic })) > 0);
  at(wednesdayAt + 2 * dayMs);
  await judged();
  expect((await report()).body).toMatchObject({ first: { keptCount: 1, maturedCount: 3 }, again: { keptCount: 0, maturedCount: 1 } });
  at(wednesdayAt + 8 * dayMs);
  expect((await report('?days=7')).body).toMatchObject({ first: { maturedCount: 0 }, lateMinutes: null });
});

test('another shop is not told, nor of a channel that is not there; the times are found by an index', async () => {
  expect((await shops.harbour.call('GET', `/channels/${counter.messengerId}/coverage`)).status).toBe(404);
  expect((await report('?days=57')).status).toBe(400);
  const plan = await shops.lantern.inside(async (tx) => {
    await tx.run(sql`set local enable_seqscan = off`);
    return tx.rows(sql<
      Record<string, string>
    >`explain select id from tenant.commitment where workspace_id = ${shops.lantern.id} and channel_id = ${counter.messengerId}
      and due_at >= '2026-11-01' and due_at < '2026-12-01' order by due_at desc limit 10`);
  });
  expect(JSON.stringify(plan)).toContain('commitment_of_channel');
});
