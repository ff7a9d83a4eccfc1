/** Which time is a customer told, and what does it rest on? Through the real intake, with people planned by the API and answers given by it. */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { stoppedAutomatic } from '../delivery/delivery.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { judgeDue, refreshEstimates, tellNewTimes } from './commitment.ts';
import { registerCoverageRoutes } from './coverage.routes.ts';
import { afterBreachMs } from './due.ts';
import { registerPolicyRoutes } from './policy.routes.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerChannelRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
    registerCoverageRoutes(web.app, http);
    registerPolicyRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
const made = async (): Promise<void> => void (await refreshEstimates(shops.web.base.platform));
const ask = async (name: string) => (await counter.message(await counter.chat(name, 'Where is my parcel?')))!;
const ledger = async (conversationId: string) =>
  (await shops.lantern.call('GET', `/commitments?conversationId=${conversationId}`)).body.items.toReversed();
const answer = async (caseId: string): Promise<void> => {
  const sent = await shops.lantern.call('POST', '/messages', { caseId, text: 'It comes today.', undoMs: 0 });
  expect(sent.status).toBe(201);
};
const waitingCases = () =>
  shops.lantern.inside((tx) =>
    tx.rows(sql<{ id: string }>`select id from tenant."case" where workspace_id = ${shops.lantern.id} and ball = 'us' order by number`),
  );
/** When sixty people write within a minute. */
const surgeAt = tuesdayAt + 165 * minuteMs;
const told: { readonly id: string; readonly conversationId: string; readonly dueAt: string }[] = [];
const entry = async () => (await shops.lantern.call('GET', `/channels/${counter.messengerId}/entry?locale=en`)).body;
const estimate = () =>
  shops.lantern.inside((tx) =>
    tx.row(
      sql<
        Record<string, unknown>
      >`select * from tenant.channel_commitment where workspace_id = ${shops.lantern.id} and channel_id = ${counter.messengerId}`,
    ),
  );
async function plan(day: number, from: number, to: number): Promise<void> {
  const startsAt = iso(tuesdayAt - 10 * hourMs + day * dayMs + from * hourMs);
  const endsAt = iso(tuesdayAt - 10 * hourMs + day * dayMs + to * hourMs);
  const planned = await shops.lantern.call('POST', '/shifts', { memberId: shops.lantern.ownerId, pool: 'async', startsAt, endsAt });
  expect(planned.status).toBe(201);
}

test('with nobody planned a customer is told the window, and nothing is estimated', async () => {
  await made();
  const first = await ask('before any plan');
  expect(await estimate()).toBeUndefined();
  expect(await ledger(first.conversation_id)).toMatchObject([{ basis: 'policy', dueAt: iso(tuesdayAt + dayMs) }]);
});

test('Mia is planned: work is estimated from now on, but fewer than fifty answers lengthen nobody’s time', async () => {
  for (const day of [0, 1, 2, 3]) await plan(day, 9, 17);
  at(tuesdayAt + minuteMs);
  await made();
  expect(await estimate()).toMatchObject({
    why: 'few_scores',
    estimated_at: null,
    waiting_count: 1,
    handle_basis: 'starter',
    handle_ms: 6 * minuteMs,
  });
  const ada = await ask('ada');
  expect(await ledger(ada.conversation_id)).toMatchObject([{ basis: 'policy' }]);
});

test('fifty answers later there is an estimate; far below the window it shortens nothing', async () => {
  const { lantern } = shops;
  const policy = { name: 'Within an hour', calendarId: counter.calendarId, replyWithinMinutes: 60 };
  expect((await lantern.call('PUT', `/commitment-policies/${counter.policyId}`, policy)).status).toBe(200);
  for (const [n, row] of (await waitingCases()).entries()) {
    at(tuesdayAt + (2 + n) * minuteMs);
    await answer(row.id);
  }
  for (let round = 0; round < 13; round += 1) {
    at(tuesdayAt + (5 + 12 * round) * minuteMs);
    await made();
    for (let n = 0; n < 4; n += 1) await counter.takeChat(`answered ${round} ${n}`, 'Where is my parcel?');
    await counter.process();
    for (const [n, row] of (await waitingCases()).entries()) {
      at(tuesdayAt + (7 + 12 * round + 2 * n) * minuteMs);
      await answer(row.id);
    }
  }
  at(surgeAt - 2 * minuteMs);
  await made();
  expect(await estimate()).toMatchObject({ why: null, waiting_count: 0, is_often_sooner: true });
  const ben = await ask('ben');
  told.push(...(await ledger(ben.conversation_id)));
  expect(told).toMatchObject([{ basis: 'policy', dueAt: iso(surgeAt + 60 * minuteMs) }]);
  expect((await entry()).words).toMatch(/ Often sooner\.$/);
});

test('in a surge the next customers are told longer, the same above the field and under the message, and nobody’s earlier time changes', async () => {
  for (const round of [0, 1, 2]) {
    for (let n = 0; n < 20; n += 1) await counter.takeChat(`surge ${round} ${n}`, 'Is the shop down?');
    await counter.process();
    at(surgeAt + round * 10_000);
    await made();
  }
  expect(await estimate()).toMatchObject({ waiting_count: 61 });
  const above = await entry();
  const next = await ask('after the surge');
  const [line] = await ledger(next.conversation_id);
  expect(line).toMatchObject({ basis: 'estimate', dueAt: above.dueAt, words: expect.stringContaining('reply by') });
  expect(Date.parse(line.dueAt)).toBeGreaterThan(surgeAt + 2 * hourMs);
  // What we aim for is still the window: the case stands no lower in anybody’s list.
  expect((await counter.caseRow(next.case_id))['due_at']).toBe(surgeAt + 60 * minuteMs + 20_000);
  expect(await ledger(told[0]!.conversationId)).toEqual(told);
  const mail = (await counter.message(await counter.mail({ from: 'kim@post.example', text: 'Where is it?' })))!;
  expect(await ledger(mail.conversation_id)).toMatchObject([{ basis: 'estimate', place: 'acknowledgement' }]);
  told.push(line);
});

test('a new time after a missed one rests on the estimate as well, later than a first one', async () => {
  const { platform } = shops.web.base;
  at(Date.parse(told[0]!.dueAt) + 1);
  await made();
  while ((await judgeDue(platform)) > 0);
  at(Date.parse(told[0]!.dueAt) + 1 + afterBreachMs);
  while ((await tellNewTimes(platform, { stoppedMail: stoppedAutomatic })) > 0);
  const [first, again] = await ledger(told[0]!.conversationId);
  expect(first).toMatchObject({ ...told[0], ending: 'broken', endedAt: expect.anything() });
  expect(again).toMatchObject({ basis: 'estimate', afterId: first.id });
  expect(Date.parse(again.dueAt)).toBeGreaterThanOrEqual(Date.parse((await entry()).dueAt));
});

test('where the manager allows it a shorter time is told, never one without fifty answers; 98 in a hundred means a longer one', async () => {
  const { lantern } = shops;
  const path = `/channels/${counter.messengerId}`;
  const settings = { keptPercent: 98, minutesPerReply: 6 };
  expect((await lantern.call('GET', path)).body).toMatchObject({ tellsSooner: false });
  for (const row of await waitingCases()) await answer(row.id);
  await made();
  const longPolicy = { name: 'Within two days', calendarId: counter.calendarId, replyWithinMinutes: 16 * 60 };
  expect((await lantern.call('PUT', `/commitment-policies/${counter.policyId}`, longPolicy)).status).toBe(200);
  const window = (await entry()).dueAt;
  expect((await lantern.call('PATCH', path, { tellsSooner: true })).body).toMatchObject({ tellsSooner: true });
  at(shops.web.base.platform.clock.nowAt() + minuteMs);
  await made();
  const sooner = (await entry()).dueAt;
  expect(Date.parse(sooner)).toBeLessThan(Date.parse(window));
  const one = await ask('told sooner');
  expect(await ledger(one.conversation_id)).toMatchObject([{ basis: 'estimate', dueAt: sooner }]);
  expect((await lantern.call('PUT', '/workspaces/current/estimate', settings)).body).toEqual(settings);
  expect((await lantern.call('GET', '/workspaces/current/estimate')).body).toEqual(settings);
  expect((await lantern.call('PUT', '/workspaces/current/estimate', { ...settings, keptPercent: 50 })).status).toBe(400);
  await made();
  const report = (await lantern.call('GET', `${path}/coverage`)).body;
  expect(report).toMatchObject({ level: 0.98, estimate: { handleMinutes: 6, handleBasis: 'starter' } });
  expect(Date.parse((await entry()).dueAt)).toBeGreaterThanOrEqual(Date.parse(sooner));
  expect((await shops.harbour.call('GET', '/workspaces/current/estimate')).body).toEqual({ keptPercent: 95, minutesPerReply: 6 });
  expect((await lantern.call('PATCH', path, { tellsSooner: false })).status).toBe(200);
});

test('a time the people planned cannot keep is refused with the one they can; a reason publishes it and stands in the log', async () => {
  const { lantern } = shops;
  const path = `/commitment-policies/${counter.policyId}`;
  const within = (hours: number, more: object = {}) =>
    lantern.call('PUT', path, { name: 'Within two days', calendarId: counter.calendarId, replyWithinMinutes: hours * 60, ...more });
  expect((await lantern.call('PUT', '/workspaces/current/estimate', { keptPercent: 90, minutesPerReply: 6 })).status).toBe(200);
  const hopeless = await within(1);
  expect(hopeless.body).toMatchObject({ code: 'reply_time_unkeepable', findings: [{ achievableMinutes: null }] });
  expect(hopeless.body.detail).toContain('No reply time of up to eighty open hours');
  // Half a night more for Mia.
  for (const day of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) await plan(day, 17, 24);
  // What was so before, and what gives more time, asks nobody.
  expect((await within(16)).status).toBe(200);
  expect((await within(20)).status).toBe(200);
  const refused = await within(1);
  expect(refused).toMatchObject({ status: 422, body: { code: 'reply_time_unkeepable', findings: [{ field: 'replyWithinMinutes' }] } });
  const [{ lateInHundred, achievableMinutes }] = refused.body.findings;
  expect(lateInHundred).toBeGreaterThan(5);
  expect(achievableMinutes).toBeGreaterThan(60);
  // Nothing came of it, and what it named can be published.
  expect((await lantern.call('GET', '/commitment-policies')).body.items).toContainEqual(
    expect.objectContaining({ id: counter.policyId, replyWithinMinutes: 20 * 60 }),
  );
  expect((await within(achievableMinutes / 60)).status).toBe(200);
  // Nor by another policy that an open channel names instead.
  const short = { name: 'At once', calendarId: counter.calendarId, replyWithinMinutes: 60 };
  const other = await lantern.call('POST', '/commitment-policies', short);
  expect(other.status).toBe(201);
  const channel = `/channels/${counter.messengerId}`;
  expect((await lantern.call('PATCH', channel, { policyId: other.body.id })).body.code).toBe('reply_time_unkeepable');
  expect((await within(1, { keptBecause: 'Two more people begin on Monday.' })).body).toMatchObject({ replyWithinMinutes: 60 });
  const log = await lantern.inside((tx) =>
    tx.rows(
      sql<{
        payload: object;
      }>`select payload from tenant.event where workspace_id = ${lantern.id} and type = 'policy.changed' order by n desc limit 1`,
    ),
  );
  expect(log).toMatchObject([
    { payload: { publishedInSpite: { because: 'Two more people begin on Monday.', lateInHundred, achievableMinutes } } },
  ]);
  // The shop next door plans nobody: it is told nothing.
  const theirs = await shops.harbour.call('GET', '/commitment-policies');
  const { id, name, calendarId } = theirs.body.items[0];
  expect((await shops.harbour.call('PUT', `/commitment-policies/${id}`, { name, calendarId, replyWithinMinutes: 1 })).status).toBe(200);
  expect((await within(16)).status).toBe(200);
});

test('when nobody makes estimates any more, the window is told again', async () => {
  at(shops.web.base.platform.clock.nowAt() + 16 * minuteMs);
  const late = await ask('nobody counts');
  expect(await ledger(late.conversation_id)).toMatchObject([{ basis: 'policy' }]);
});
