/** Mia writes “by Friday” and records it: what stands in the ledger, whose the case is until then, what keeps it, and what becomes of it when nobody writes. */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { deliverDue, stoppedAutomatic } from '../delivery/delivery.ts';
import { outside } from '../delivery/outside.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCaseMergeRoutes } from '../reply/case-merge.routes.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { judgeDue, tellNewTimes } from './commitment.ts';
import { afterBreachMs } from './due.ts';
import { registerPolicyRoutes } from './policy.routes.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerCaseRoutes(web.app, http);
    registerCaseMergeRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
    registerPolicyRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
beforeEach(() => at(tuesdayAt));
const world = outside(() => shops.web.base.platform);

const fridayAt = tuesdayAt + 3 * dayMs;
const promise = { at: iso(fridayAt), words: 'by Friday' };
const text = 'I have asked the warehouse and write to you by Friday.';
const answer = (caseId: string, more: object = { promise }, headers?: Record<string, string>) =>
  shops.lantern.call('POST', '/messages', { caseId, text, ...more }, headers);
const ledger = async (conversationId: string) =>
  (await shops.lantern.call('GET', `/commitments?conversationId=${conversationId}`)).body.items.toReversed();
const row = async (caseId: string) => (await shops.lantern.call('GET', `/cases/${caseId}`)).body;
const verb = async (caseId: string, name: string, body: object = {}) => {
  const done = await shops.lantern.call('POST', `/cases/${caseId}/${name}`, body);
  expect([name, done.status, done.body.code]).toEqual([name, name === 'split' ? 201 : 200, undefined]);
  return done.body;
};

/** Asked on Tuesday, answered an hour later with the promise. */
async function promised(name: string, more: object = { promise }) {
  at(tuesdayAt);
  const question = (await counter.message(await counter.chat(name, 'Where is my parcel?')))!;
  at(tuesdayAt + hourMs);
  const sent = await answer(question.case_id, more);
  expect([sent.status, sent.body.code]).toEqual([201, undefined]);
  return { caseId: question.case_id, conversationId: question.conversation_id, messageId: sent.body.id as string };
}
async function nowIs(ms: number): Promise<void> {
  at(ms);
  const { platform } = shops.web.base;
  while ((await judgeDue(platform)) > 0);
  at(ms + afterBreachMs);
  while ((await tellNewTimes(platform, { stoppedMail: stoppedAutomatic })) > 0);
}

test('what Mia promised stands in the ledger with her words, the case stays ours until then, and her next answer keeps it', async () => {
  const { caseId, conversationId, messageId } = await promised('ada');
  const [first, second] = await ledger(conversationId);
  expect(first).toMatchObject({ kind: 'reply', ending: 'kept', policyId: expect.any(String) });
  expect(second).toMatchObject({ kind: 'promise', basis: 'agent', words: 'by Friday', dueAt: promise.at, toldAt: iso(tuesdayAt + hourMs) });
  expect(second).toMatchObject({ messageId, place: 'thread', policyId: null, policyVersion: null, ending: null });
  const waiting = { state: 'open', ball: 'us', dueAt: promise.at, unansweredSince: null };
  expect(await row(caseId)).toMatchObject(waiting);
  // Thanks are no answer of ours, and whose work it is changes no time.
  at(tuesdayAt + 2 * hourMs);
  await counter.chat('ada', 'Thanks!');
  await verb(caseId, 'assign', { memberId: shops.lantern.ownerId });
  expect(await row(caseId)).toMatchObject(waiting);
  at(fridayAt);
  expect((await answer(caseId, { text: 'It is on its way.' })).status).toBe(201);
  expect((await ledger(conversationId))[1]).toMatchObject({ ending: 'kept', endedAt: promise.at });
  expect(await row(caseId)).toMatchObject({ ball: 'customer', dueAt: null });
});

test('a promise nobody keeps is broken at its instant, its case is late, and no machine apologises for it', async () => {
  const { caseId, conversationId } = await promised('ben');
  await nowIs(fridayAt + dayMs);
  const rows = await ledger(conversationId);
  expect(rows).toHaveLength(2);
  expect(rows[1]).toMatchObject({ ending: 'broken', endedAt: promise.at });
  expect(await row(caseId)).toMatchObject({ state: 'open', ball: 'us', dueAt: promise.at });
  const { messages } = (await shops.lantern.call('GET', `/cases/${caseId}/thread`)).body;
  expect(messages.filter((one: { automatic: boolean }) => one.automatic)).toEqual([]);
  // Answering late changes nothing of it, and it is owed no longer.
  await answer(caseId, { text: 'Sorry, here it is.' });
  expect((await ledger(conversationId))[1]).toMatchObject({ ending: 'broken', endedAt: promise.at });
  expect(await row(caseId)).toMatchObject({ ball: 'customer', dueAt: null });
});

test('who asks again meanwhile is told a time of their own; the case is due by whichever comes first', async () => {
  const { caseId, conversationId } = await promised('cleo', { promise: { at: iso(tuesdayAt + 3 * hourMs), words: 'I have asked' } });
  at(tuesdayAt + 2 * hourMs);
  await counter.chat('cleo', 'And can I change the colour?');
  const rows = await ledger(conversationId);
  expect(rows.map((one: { kind: string; ending: string | null }) => [one.kind, one.ending])).toEqual([
    ['reply', 'kept'],
    ['promise', null],
    ['reply', null],
  ]);
  expect(Date.parse(rows[2].dueAt)).toBeGreaterThan(tuesdayAt + 3 * hourMs);
  expect(await row(caseId)).toMatchObject({ dueAt: rows[1].dueAt, unansweredSince: iso(tuesdayAt + 2 * hourMs) });
});

test('with a promise “done” does not close the case, and a closed one is open again', async () => {
  const { caseId } = await promised('dan', { promise, then: 'resolve' });
  expect(await row(caseId)).toMatchObject({ state: 'open', ball: 'us', dueAt: promise.at });
  await verb(caseId, 'resolve');
  expect(await row(caseId)).toMatchObject({ state: 'resolved', dueAt: null });
  await verb(caseId, 'reopen');
  expect(await row(caseId)).toMatchObject({ ball: 'us', dueAt: promise.at });
  await verb(caseId, 'resolve');
  at(tuesdayAt + 2 * hourMs);
  const later = { at: iso(fridayAt + hourMs), words: 'by Friday' };
  expect((await answer(caseId, { promise: later })).status).toBe(201);
  expect(await row(caseId)).toMatchObject({ state: 'open', ball: 'us', dueAt: later.at, resolvedAt: null });
});

test('refused is a time that has passed by the time the answer goes out, one too far away, and words that do not stand in it', async () => {
  const question = (await counter.message(await counter.chat('eve', 'Where is my parcel?')))!;
  const wrong: [object, number, string][] = [
    [{ promise: { ...promise, at: iso(tuesdayAt) } }, 422, 'promise_invalid'],
    [{ promise: { ...promise, at: iso(tuesdayAt + 400 * dayMs) } }, 422, 'promise_invalid'],
    [{ promise: { ...promise, words: 'by Monday' } }, 422, 'promise_invalid'],
    [{ promise, sendAt: promise.at }, 422, 'promise_invalid'],
    [{ promise: { ...promise, words: ' ' } }, 400, 'bad_request'],
    [{ promise: { ...promise, kind: 'promise' } }, 400, 'bad_request'],
  ];
  for (const [more, status, code] of wrong) {
    const refused = await answer(question.case_id, more);
    expect([more, refused.status, refused.body.code]).toEqual([more, status, code]);
  }
  expect(await shops.harbour.call('POST', '/messages', { caseId: question.case_id, text, promise })).toMatchObject({ status: 404 });
  expect((await ledger(question.conversation_id)).map((one: { kind: string }) => one.kind)).toEqual(['reply']);
  // Words broken over two lines are the same words.
  expect((await answer(question.case_id, { text: 'I write by\nFriday.', promise })).status).toBe(201);
});

test('nothing is promised before the answer has gone out; taken back, it never was, and sent twice, it is promised once', async () => {
  const question = (await counter.message(await counter.mail({ from: 'fay@post.example', text: 'Where is my parcel?' })))!;
  const kinds = async () => (await ledger(question.conversation_id)).map((one: { kind: string }) => one.kind);
  const held = await answer(question.case_id, { promise, undoMs: 10_000 });
  expect(await kinds()).toEqual(['reply']);
  expect((await shops.lantern.call('DELETE', `/messages/${held.body.id}`)).status).toBe(200);
  const key = { 'idempotency-key': 'the answer to Fay' };
  const planned = { promise, sendAt: iso(tuesdayAt + dayMs) };
  const sent = await answer(question.case_id, planned, key);
  expect((await answer(question.case_id, planned, key)).body.id).toBe(sent.body.id);
  const moved = await shops.lantern.call('PATCH', `/messages/${sent.body.id}`, { sendAt: iso(fridayAt + minuteMs) });
  expect([moved.status, moved.body.code]).toEqual([422, 'promise_invalid']);
  expect(await kinds()).toEqual(['reply']);
  at(tuesdayAt + dayMs);
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  expect(await kinds()).toEqual(['reply', 'promise']);
  expect((await ledger(question.conversation_id))[1]).toMatchObject({ toldAt: iso(tuesdayAt + dayMs), messageId: sent.body.id });
});

test('a promise stays what it is when its case is merged into another and taken apart again', async () => {
  const { caseId, conversationId, messageId } = await promised('gus');
  at(tuesdayAt + 2 * hourMs);
  const other = (await counter.message(await counter.chat('gus', 'Do you sell candles?')))!;
  const before = await ledger(conversationId);
  const out = await verb(other.case_id, 'split', { messageIds: [other.id] });
  expect(await row(caseId)).toMatchObject({ ball: 'us', dueAt: promise.at, unansweredSince: null });
  await verb(caseId, 'merge', { intoId: out.id });
  expect(Date.parse((await row(out.id)).dueAt)).toBeLessThanOrEqual(fridayAt);
  await verb(caseId, 'unmerge');
  expect(await row(caseId)).toMatchObject({ ball: 'us', dueAt: promise.at });
  await verb(caseId, 'merge', { intoId: out.id });
  expect(await ledger(conversationId)).toEqual(before);
  at(fridayAt - hourMs);
  expect((await answer(out.id, { text: 'It is here, and yes, we do.' })).status).toBe(201);
  expect((await ledger(conversationId)).find((one: { messageId: string }) => one.messageId === messageId)).toMatchObject({
    ending: 'kept',
  });
});

test('the ledger is never rewritten; only forgetting a customer takes a person’s words out of it', async () => {
  const { conversationId } = await promised('hal');
  const change = (words: string, kind: string) =>
    shops.lantern.inside((tx) =>
      tx.run(
        sql`update tenant.commitment set words = ${words} where workspace_id = ${shops.lantern.id} and conversation_id = ${conversationId} and kind = ${kind}`,
      ),
    );
  await expect(change('by Monday', 'promise')).rejects.toThrow(/never rewritten/);
  await expect(change('', 'reply')).rejects.toThrow(/never rewritten/);
  expect(await change('', 'promise')).toBe(1);
});
