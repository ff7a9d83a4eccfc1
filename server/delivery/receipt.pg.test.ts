/** What providers say later, and what customers ask for: a lost answer is settled by a receipt, a long answer arrived when all of it did, and STOP is kept to. */
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { everyProvider, type EveryProvider, type Tried } from '../channel/every-provider.fixture.ts';
import { tuesdayAt } from '../channel/two-shops.fixture.ts';
import type { ChannelType } from '../channel-registry.ts';
import { processInbound } from '../intake/intake.ts';
import { deliverDue, sendDeps } from './delivery.ts';

let all: EveryProvider;
let event = 5_000;
const lantern = () => all.shops.lantern;
const of = (type: ChannelType): Tried => all.tried.get(type)!;

beforeAll(async () => {
  all = await everyProvider();
  for (const type of ['whatsapp', 'sms'] as const) {
    const { fake, channelId } = of(type);
    expect((await lantern().call('POST', `/channels/${channelId}/connect`, { credentials: fake.credentials })).status).toBe(200);
    expect((await lantern().call('POST', `/channels/${channelId}/open`)).status).toBe(200);
  }
});
afterAll(() => all.close());
beforeEach(() => all.shops.web.base.clock.setNow(tuesdayAt));

async function hear(type: ChannelType, person: number, text: string): Promise<string> {
  const { fake, door } = of(type);
  expect((await all.call(fake.incoming({ person, text, event: (event += 1), at: all.shops.web.base.clock.nowAt() }, door))).status).toBe(
    200,
  );
  await all.settle();
  const { items } = (await lantern().call('GET', '/cases?view=all')).body;
  return items.find(
    (one: { unansweredText: string | null; lastText: string | null }) => one.unansweredText === text || one.lastText === text,
  ).id;
}
async function answer(caseId: string, text: string): Promise<{ status: number; body: any }> {
  const made = await lantern().call('POST', '/messages', { caseId, text, attachmentIds: [], undoMs: 0 });
  await all.settle();
  return made;
}
async function report(type: ChannelType, providerId: string, status: 'sent' | 'delivered' | 'read' | 'failed'): Promise<void> {
  expect((await all.call(of(type).fake.status(providerId, status, of(type).door)!)).status).toBe(200);
  await all.settle();
}
const deliveryOf = (messageId: string): Promise<any> =>
  lantern().inside((tx) =>
    tx.row(sql`select id, state, read_at, part_count, sent_part_count, attempt_count from tenant.delivery where message_id = ${messageId}`),
  );
const wordsTo = (type: ChannelType, person: number): string[] =>
  of(type)
    .fake.sent()
    .filter(({ to }) => to === of(type).fake.personId(person))
    .map(({ text }) => text);

test('an answer whose answer was lost is settled by the receipt that says our own key again', async () => {
  const caseId = await hear('whatsapp', 1, 'Is it there?');
  of('whatsapp').fake.answerNext('cut');
  const { body } = await answer(caseId, 'It is.');
  expect(await deliveryOf(body.id)).toMatchObject({ state: 'unknown' });
  const { providerId } = of('whatsapp').fake.sent().at(-1)!;
  await report('whatsapp', providerId, 'delivered');
  expect(await deliveryOf(body.id)).toMatchObject({ state: 'delivered', attempt_count: 1 });
  expect(wordsTo('whatsapp', 1).filter((text) => text === 'It is.')).toEqual(['It is.']);
});

test('of several parts the one in doubt was taken, as its receipt says: those behind it go out, and none goes out twice', async () => {
  const caseId = await hear('whatsapp', 2, 'Tell me all.');
  const long = 'A sentence of some length that goes on. '.repeat(250).trim();
  of('whatsapp').fake.answerNext('accept', 'cut');
  const { body } = await answer(caseId, long);
  expect(await deliveryOf(body.id)).toMatchObject({ state: 'unknown', part_count: 3, sent_part_count: 1 });
  await report('whatsapp', of('whatsapp').fake.sent().at(-1)!.providerId, 'sent');
  expect(await deliveryOf(body.id)).toMatchObject({ state: 'sent' });
  const parts = of('whatsapp').fake.sent().slice(-3);
  expect(parts.map(({ text }) => text).join('')).toBe(long);
  for (const { providerId } of parts.slice(0, 2)) await report('whatsapp', providerId, 'read');
  expect(await deliveryOf(body.id)).toMatchObject({ state: 'sent', read_at: null });
  await report('whatsapp', parts[2]!.providerId, 'read');
  expect(await deliveryOf(body.id)).toMatchObject({ state: 'delivered', read_at: tuesdayAt });
});

test('a receipt that is faster than the answer to our call counts as soon as we know the message', async () => {
  const caseId = await hear('whatsapp', 3, 'And now?');
  const { platform } = all.shops.web.base;
  const made = await lantern().call('POST', '/messages', { caseId, text: 'Now.', attachmentIds: [], undoMs: 0 });
  const afterSend = async (): Promise<void> => {
    const { fake, door } = of('whatsapp');
    expect((await all.call(fake.status(fake.sent().at(-1)!.providerId, 'delivered', door)!)).status).toBe(200);
    while ((await processInbound(platform)) > 0);
    expect(await deliveryOf(made.body.id)).toMatchObject({ state: 'sending' });
  };
  expect(await deliverDue(platform, { depsFor: sendDeps(platform).depsFor, afterSend })).toBe(1);
  expect(await deliveryOf(made.body.id)).toMatchObject({ state: 'delivered' });
});

test('a call whose answer is lost is settled by what was said while it ran', async () => {
  const caseId = await hear('whatsapp', 6, 'Did you send it?');
  const { platform } = all.shops.web.base;
  const made = await lantern().call('POST', '/messages', { caseId, text: 'We did.', attachmentIds: [], undoMs: 0 });
  of('whatsapp').fake.answerNext('cut');
  const afterSend = async (): Promise<void> => {
    const { fake, door } = of('whatsapp');
    expect((await all.call(fake.status(fake.sent().at(-1)!.providerId, 'delivered', door)!)).status).toBe(200);
    while ((await processInbound(platform)) > 0);
  };
  await deliverDue(platform, { depsFor: sendDeps(platform).depsFor, afterSend });
  expect(await deliveryOf(made.body.id)).toMatchObject({ state: 'delivered' });
});

test('what failed after it was taken can be sent again, and only what failed goes out again', async () => {
  const caseId = await hear('whatsapp', 7, 'All of it, please.');
  const long = 'One sentence of many that goes on and on. '.repeat(230).trim();
  const { body } = await answer(caseId, long);
  const parts = of('whatsapp').fake.sent().slice(-3);
  await report('whatsapp', parts[0]!.providerId, 'delivered');
  await report('whatsapp', parts[2]!.providerId, 'delivered');
  await report('whatsapp', parts[1]!.providerId, 'failed');
  const lost = await deliveryOf(body.id);
  expect(lost).toMatchObject({ state: 'failed', part_count: 3 });
  const before = of('whatsapp').fake.sent().length;
  expect((await lantern().call('POST', `/deliveries/${lost.id}/redrive`)).status).toBe(200);
  await all.settle();
  expect(
    of('whatsapp')
      .fake.sent()
      .slice(before)
      .map(({ text }) => text),
  ).toEqual([parts[1]!.text]);
  expect(await deliveryOf(body.id)).toMatchObject({ state: 'sent' });
  await report('whatsapp', of('whatsapp').fake.sent().at(-1)!.providerId, 'delivered');
  expect(await deliveryOf(body.id)).toMatchObject({ state: 'delivered' });
});

test('of parts that are sent again the one in doubt is not taken for another, and an answer that arrived whole is not called failed', async () => {
  const caseId = await hear('whatsapp', 10, 'Everything, please.');
  const long = 'A sentence among many that goes on and on. '.repeat(225).trim();
  const { body } = await answer(caseId, long);
  const { fake } = of('whatsapp');
  const parts = fake.sent().slice(-3);
  await report('whatsapp', parts[1]!.providerId, 'delivered');
  for (const index of [0, 2]) await report('whatsapp', parts[index]!.providerId, 'failed');
  const { id } = await deliveryOf(body.id);
  const before = fake.sent().length;
  fake.answerNext('accept', 'cut');
  expect((await lantern().call('POST', `/deliveries/${id}/redrive`)).status).toBe(200);
  await all.settle();
  const sentAgain = (): string[] =>
    fake
      .sent()
      .slice(before)
      .map(({ text }) => text);
  expect(sentAgain()).toEqual([parts[0]!.text, parts[2]!.text]);
  expect(await deliveryOf(body.id)).toMatchObject({ state: 'unknown', sent_part_count: 2 });
  all.shops.web.base.clock.setNow(tuesdayAt + 2 * hourMs);
  await all.settle();
  expect(sentAgain().length).toBe(2);
  // What is still said of the old names counts for nothing; somebody has looked, and it is there.
  await report('whatsapp', parts[0]!.providerId, 'read');
  expect(await deliveryOf(body.id)).toMatchObject({ state: 'unknown' });
  expect((await lantern().call('POST', `/deliveries/${id}/settle`, { as: 'sent' })).status).toBe(200);
  await all.settle();
  expect(await deliveryOf(body.id)).toMatchObject({ state: 'sent' });
  expect(sentAgain().length).toBe(2);
});

test('an answer written in one case goes by the app they wrote in from another, after the two were found to be one', async () => {
  const first = await hear('sms', 8, 'A question by SMS');
  const second = await hear('whatsapp', 8, 'A question in WhatsApp');
  const customerOf = async (caseId: string): Promise<string> => (await lantern().call('GET', `/cases/${caseId}`)).body.customer.id;
  const fromId = await customerOf(second);
  const merge = await lantern().call('POST', `/customers/${fromId}/merge`, {
    intoId: await customerOf(first),
    reason: 'they_said',
  });
  expect(merge.status, JSON.stringify(merge.body)).toBeLessThan(300);
  const { items } = (await lantern().call('GET', `/cases/${first}/ways`)).body;
  const byType = (type: string) => items.find((one: { channelType: string }) => one.channelType === type);
  expect([byType('sms').isUsual, byType('whatsapp').isUsual, items.length]).toEqual([true, false, 2]);
  const via = { channelId: byType('whatsapp').channelId, identityId: byType('whatsapp').identityId };
  const made = await lantern().call('POST', '/messages', { caseId: first, text: 'By WhatsApp then.', attachmentIds: [], undoMs: 0, via });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  await all.settle();
  expect(await deliveryOf(made.body.id)).toMatchObject({ state: 'sent' });
  expect(wordsTo('whatsapp', 8)).toContain('By WhatsApp then.');
  // Somebody else's way is none.
  const stranger = await hear('sms', 9, 'Somebody else');
  const theirs = (await lantern().call('GET', `/cases/${stranger}/ways`)).body.items[0];
  const wrong = { channelId: theirs.channelId, identityId: theirs.identityId };
  const refused = await lantern().call('POST', '/messages', {
    caseId: first,
    text: 'Not yours.',
    attachmentIds: [],
    undoMs: 0,
    via: wrong,
  });
  expect(refused.body.code).toBe('no_way_to_reach');
  // Planned for later, and the two are taken apart again before: it goes to nobody.
  const sendAt = new Date(tuesdayAt + hourMs).toISOString();
  const later = await lantern().call('POST', '/messages', { caseId: first, text: 'Later.', attachmentIds: [], sendAt, via });
  expect(later.status, JSON.stringify(later.body)).toBe(201);
  const tooLate = await lantern().call('PATCH', `/messages/${later.body.id}`, { sendAt: new Date(tuesdayAt + 30 * hourMs).toISOString() });
  expect(tooLate.body.code).toBe('window_closed');
  const undone = await lantern().call('POST', `/customers/${fromId}/unmerge`, {});
  expect(undone.status, JSON.stringify(undone.body)).toBeLessThan(300);
  all.shops.web.base.clock.setNow(tuesdayAt + 2 * hourMs);
  await all.settle();
  expect(wordsTo('whatsapp', 8)).not.toContain('Later.');
  expect(await deliveryOf(later.body.id)).toMatchObject({ state: 'failed' });
});

test('who writes STOP gets nothing more there, not even a confirmation, until they write START; the agent is told before they write', async () => {
  const caseId = await hear('sms', 4, 'Where is my lamp?');
  expect((await answer(caseId, 'On its way.')).status).toBe(201);
  const before = wordsTo('sms', 4).length;
  await hear('sms', 4, 'STOP');
  expect((await answer(caseId, 'One more thing.')).body.code).toBe('address_suppressed');
  expect((await lantern().call('GET', `/cases/${caseId}/ways`)).body.items).toMatchObject([
    { channelType: 'sms', isUsual: true, blocked: 'stopped' },
  ]);
  expect((await lantern().call('GET', '/suppressions')).body.items).toMatchObject([{ address: of('sms').fake.personId(4), why: 'asked' }]);
  expect(wordsTo('sms', 4).length).toBe(before);
  const told = await lantern().inside((tx) =>
    tx.rows(sql`select payload from tenant.event where workspace_id = ${lantern().id} and type = 'suppression.changed'`),
  );
  expect(told).toMatchObject([{ payload: { address: of('sms').fake.personId(4), suppressed: true } }]);
  await hear('sms', 4, 'START');
  expect((await answer(caseId, 'Welcome back.')).status).toBe(201);
  expect(wordsTo('sms', 4)).toContain('Welcome back.');
});

test('a day after they wrote WhatsApp takes no answer: said before it is sent, also of one that would go out then', async () => {
  const caseId = await hear('whatsapp', 5, 'Do you have it in red?');
  const ways = async (): Promise<any[]> => (await lantern().call('GET', `/cases/${caseId}/ways`)).body.items;
  const closesAt = new Date(tuesdayAt + 24 * hourMs).toISOString();
  expect(await ways()).toMatchObject([{ channelType: 'whatsapp', isUsual: true, blocked: null, closesAt }]);
  const later = await lantern().call('POST', '/messages', {
    caseId,
    text: 'Tomorrow.',
    attachmentIds: [],
    sendAt: new Date(tuesdayAt + 30 * hourMs).toISOString(),
  });
  expect(later.body.code).toBe('window_closed');
  all.shops.web.base.clock.setNow(tuesdayAt + 25 * hourMs);
  expect((await answer(caseId, 'Yes.')).body.code).toBe('window_closed');
  expect(await ways()).toMatchObject([{ channelType: 'whatsapp', blocked: 'window_closed' }]);
  expect(wordsTo('whatsapp', 5)).not.toContain('Yes.');
});
