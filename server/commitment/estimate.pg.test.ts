/** Which time is a customer told, and what does it rest on? Through the real intake, with people planned by the API and answers given by it. */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { stoppedAutomatic } from '../delivery/delivery.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { createPresence } from '../platform/stream/desk-stream.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { judgeDue, refreshEstimates, tellNewTimes } from './commitment.ts';
import { registerCoverageRoutes } from './coverage.routes.ts';
import { afterBreachMs } from './due.ts';
import { registerPolicyRoutes } from './policy.routes.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerChannelRoutes(web.app, http, createPresence());
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
const entry = async () => (await shops.lantern.call('GET', `/channels/${counter.messengerId}/entry?locale=en`)).body;
const estimate = () =>
  shops.lantern.inside((tx) =>
    tx.row(sql<Record<string, unknown>>`select * from tenant.channel_estimate where workspace_id = ${shops.lantern.id} and channel_id = ${counter.messengerId}`),
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
  expect(await estimate()).toMatchObject({ why: 'few_scores', estimated_at: null, waiting_count: 1, handle_basis: 'starter', handle_ms: 6 * minuteMs });
  const ada = await ask('ada');
  expect(await ledger(ada.conversation_id)).toMatchObject([{ basis: 'policy' }]);
});

const answer = async (caseId: string): Promise<void> => {
  const sent = await shops.lantern.call('POST', '/messages', { caseId, text: 'It comes today.', undoMs: 0 });
  expect(sent.status).toBe(201);
};
const told: { readonly id: string; readonly words: string; readonly dueAt: string }[] = [];

test('after sixty answers within minutes the window is still what is told, and “Often sooner.” stands behind the sentence above the field', async () => {
  const { due_at: before } = (await counter.told((await ask('ada')).conversation_id))[0]!;
  for (let n = 0; n < 60; n += 1) {
    at(tuesdayAt + (5 + 3 * n) * minuteMs);
    if (n % 10 === 0) await made();
    const one = await ask(`answered ${n}`);
    at(tuesdayAt + (5 + 3 * n + 2) * minuteMs);
    await answer(one.case_id);
  }
  at(tuesdayAt + 200 * minuteMs);
  await made();
  expect(await estimate()).toMatchObject({ why: null, score_count: 60, is_often_sooner: false });
  const ben = await ask('ben');
  expect(await ledger(ben.conversation_id)).toMatchObject([{ basis: 'policy' }]);
  // Once those times have passed they count as recent replies.
  expect(before).toBe(tuesdayAt + dayMs);
  told.push(...(await ledger(ben.conversation_id)));
});

test('in a surge the next customers are told longer, the same above the field and under the message, and nobody’s earlier time changes', async () => {
  const fullDay = Array.from({ length: 90 }, (_, n) => counter.takeChat(`surge ${n}`, 'Is the shop down?'));
  await Promise.all(fullDay);
  await counter.process();
  at(tuesdayAt + 201 * minuteMs);
  await made();
  const above = await entry();
  const next = await ask('after the surge');
  const [line] = await ledger(next.conversation_id);
  console.log(await estimate(), above, line);
  expect(line).toMatchObject({ basis: 'estimate', dueAt: above.dueAt });
});
