/** What is a customer told, whatever befell their message on the way? Messages go through intake and processing for real. */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { judgeDue } from '../commitment/commitment.ts';
import { iso } from '../platform/db/instant.ts';
import { openCounter, type Counter } from './path.fixture.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerInboundRoutes } from './inbound.routes.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerInboundRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());
const at = (ms: number): void => shops.web.base.clock.setNow(ms);

test('Ada waits for three months, writes again, and her words are seen and told a time', async () => {
  at(tuesdayAt);
  const first = (await counter.message(await counter.chat('ada', 'Where is my parcel?')))!;
  // She has waited for so long: written back, since a test database has no room for months gone by.
  await shops.lantern.inside((tx) =>
    tx.run(sql`update tenant."case" set unanswered_since = ${iso(tuesdayAt - 91 * dayMs)} where id = ${first.case_id}`),
  );
  at(tuesdayAt + 25 * hourMs);
  const again = await counter.chat('ada', 'I am still waiting.');
  expect(await counter.inboundOf(again)).toEqual({ state: 'processed', reason: null });
  expect((await counter.message(again))!.case_id).toBe(first.case_id);
  expect(await counter.told(first.conversation_id)).toMatchObject([{}, { due_at: tuesdayAt + 49 * hourMs }]);
});

test('a calendar that has run out of open days tells nobody a time and loses no message', async () => {
  at(tuesdayAt);
  const { harbour } = shops;
  const theirs = await openCounter(shops, harbour, 'help@harbour.example');
  const open = JSON.stringify({ '2026-11-24': [{ open: '09:00', close: '17:00' }] });
  await harbour.inside((tx) =>
    tx.run(sql`insert into tenant.calendar (workspace_id, id, version, name, zone, weekly, exceptions, valid_from)
      select workspace_id, id, 2, name, zone, '{"1":[],"2":[],"3":[],"4":[],"5":[],"6":[],"7":[]}', ${open}::jsonb, valid_from from tenant.calendar where id = ${theirs.calendarId}`),
  );
  const id = await theirs.chat('ben', 'Are you still there?');
  expect(await theirs.inboundOf(id)).toEqual({ state: 'processed', reason: null });
  expect(await theirs.told((await theirs.message(id))!.conversation_id)).toEqual([]);
});

test('a language the site writes wrongly loses no message', async () => {
  at(tuesdayAt);
  for (const locale of ['de_DE', '%%', 'x']) {
    const id = await counter.chat(`cleo ${locale}`, 'Wo ist mein Paket?', { locale, zone: 'Asia/Tokyo' });
    expect([locale, await counter.inboundOf(id)]).toEqual([locale, { state: 'processed', reason: null }]);
    const [told] = await counter.told((await counter.message(id))!.conversation_id);
    if (locale === 'de_DE') expect(told!.words).toContain('Antwort bis');
  }
});

test('a mail released after three days is told a time that can still be kept', async () => {
  at(tuesdayAt);
  const { lantern } = shops;
  const id = await counter.takeMail({ from: 'dora@post.example', text: 'Is the blue lamp back?' });
  await lantern.inside(async (tx) => {
    await tx.run(sql`update tenant.inbound set state = 'quarantined', reason = 'failed_authentication' where id = ${id}`);
    await tx.run(sql`delete from work.item where row_id = ${id}`);
  });
  at(tuesdayAt + 2 * dayMs);
  expect((await lantern.call('POST', `/inbound/${id}/release`, {})).status).toBe(200);
  await counter.process();
  expect(await counter.inboundOf(id)).toEqual({ state: 'processed', reason: null });
  const [told] = await counter.told((await counter.message(id))!.conversation_id);
  expect(told).toMatchObject({ told_at: tuesdayAt + 2 * dayMs, due_at: tuesdayAt + 3 * dayMs });
  expect(told!.words).toContain('Your message reached us at 10:00 am on Tuesday 24 November');
  expect(told!.words).toContain('10:00 am on Friday 27 November');
});

test('what was said above the field holds when processing is a little late, and not when the time itself has passed', async () => {
  at(tuesdayAt);
  const soon = await counter.takeChat('eva', 'Is the blue lamp back?');
  at(tuesdayAt + 20 * minuteMs);
  await counter.process();
  expect(await counter.told((await counter.message(soon))!.conversation_id)).toMatchObject([{ due_at: tuesdayAt + dayMs }]);
  at(tuesdayAt);
  const late = await counter.takeChat('fay', 'Is the blue lamp back?');
  at(tuesdayAt + 25 * hourMs);
  await counter.process();
  expect(await counter.told((await counter.message(late))!.conversation_id)).toMatchObject([{ due_at: tuesdayAt + dayMs + 25 * hourMs }]);
});

test('thanks below which the answer is quoted are thanks: no time is told and no confirmation goes out', async () => {
  at(tuesdayAt);
  const quoted = '\r\n\r\nOn Mon, 23 Nov 2026 at 10:00, Lantern Books wrote:\r\n> Did the blue lamp arrive?\r\n> Mia';
  const question = await counter.message(await counter.mail({ from: 'gus@post.example', text: `It did not. Where is it?${quoted}` }));
  expect(await counter.told(question!.conversation_id)).toHaveLength(1);
  const thanks = await counter.message(await counter.mail({ from: 'hal@post.example', text: `Thank you very much!${quoted}` }));
  expect(await counter.told(thanks!.conversation_id)).toEqual([]);
  expect(await counter.caseRow(thanks!.case_id)).toMatchObject({ ball: 'customer', unanswered_since: null });
});

test('what is written into a case marked as spam is told nothing', async () => {
  at(tuesdayAt);
  const first = (await counter.message(await counter.chat('spammer', 'Buy gold!')))!;
  expect(await counter.told(first.conversation_id)).toHaveLength(1);
  await shops.lantern.inside(async (tx) => {
    await tx.run(
      sql`update tenant."case" set state = 'resolved', ball = 'customer', resolved_at = ${iso(tuesdayAt)}, spam_at = ${iso(tuesdayAt)}, unanswered_since = null, due_at = null where id = ${first.case_id}`,
    );
    await tx.run(
      sql`update tenant.commitment set ending = 'released', ended_at = ${iso(tuesdayAt)}, ended_why = 'spam' where case_id = ${first.case_id}`,
    );
  });
  await counter.chat('spammer', 'More gold!');
  expect(await counter.told(first.conversation_id)).toHaveLength(1);
});

test('who lets a mail without a readable sender through sees it as a message, and is told that nobody can be answered there', async () => {
  at(tuesdayAt);
  const { lantern } = shops;
  const id = await counter.mail({ from: 'undisclosed', text: 'My lamp is broken.' });
  expect(await counter.inboundOf(id)).toEqual({ state: 'quarantined', reason: 'no_sender' });
  expect((await lantern.call('POST', `/inbound/${id}/release`, {})).status).toBe(200);
  await counter.process();
  expect(await counter.inboundOf(id)).toEqual({ state: 'processed', reason: null });
  const message = (await counter.message(id))!;
  expect(await counter.told(message.conversation_id)).toEqual([]);
  expect(await counter.caseRow(message.case_id)).toMatchObject({
    ball: 'us',
    unanswered_since: expect.anything(),
    due_at: expect.anything(),
  });
  const answer = await lantern.call('POST', '/messages', { caseId: message.case_id, text: 'Send it in.', undoMs: 0 });
  expect(answer.body.code).toBe('no_way_to_reach');
});

test('a release is final: what a blocked customer wrote is let through when a person says so, and the next one is held back again', async () => {
  at(tuesdayAt);
  const { lantern } = shops;
  const first = (await counter.message(await counter.mail({ from: 'ira@post.example', text: 'You crooks!' })))!;
  await lantern.inside((tx) =>
    tx.run(
      sql`update tenant.customer set blocked_at = ${iso(tuesdayAt)} where id = (select customer_id from tenant.conversation where id = ${first.conversation_id})`,
    ),
  );
  const held = await counter.mail({ from: 'ira@post.example', text: 'I am sorry. Where is my lamp?' });
  expect(await counter.inboundOf(held)).toEqual({ state: 'quarantined', reason: 'blocked_sender' });
  expect((await lantern.call('POST', `/inbound/${held}/release`, {})).status).toBe(200);
  await counter.process();
  expect(await counter.inboundOf(held)).toEqual({ state: 'processed', reason: null });
  expect((await counter.message(held))!.conversation_id).toBe(first.conversation_id);
  expect(await counter.inboundOf(await counter.mail({ from: 'ira@post.example', text: 'Hello?' }))).toMatchObject({ state: 'quarantined' });
});

test('who was told a time that passed is told a new one with their next mail, also on the same day; a machine that echoes is not', async () => {
  at(tuesdayAt);
  const { harbour } = shops;
  const quick = await openCounter(shops, harbour, 'quick@harbour.example');
  await harbour.inside((tx) =>
    tx.run(sql`insert into tenant.commitment_policy (workspace_id, id, version, name, calendar_id, reply_within_ms, basis, valid_from)
      select workspace_id, id, 2, name, calendar_id, ${hourMs}, basis, valid_from from tenant.commitment_policy where id = ${quick.policyId}`),
  );
  const first = await quick.mail({ from: 'jo@post.example', text: 'Where is my lamp?', messageId: '<jo1@post.example>' });
  const { conversation_id: conversationId } = (await quick.message(first))!;
  for (const [afterMs, messageId, toldCount] of [
    [minuteMs, '<jo2@post.example>', 1],
    [90 * minuteMs, '<jo3@post.example>', 2],
    [91 * minuteMs, '<jo4@post.example>', 2],
  ] as const) {
    at(tuesdayAt + afterMs);
    await judgeDue(shops.web.base.platform);
    await quick.mail({ from: 'jo@post.example', text: 'Hello?', messageId, inReplyTo: '<jo1@post.example>' });
    expect([messageId, (await quick.told(conversationId)).length]).toEqual([messageId, toldCount]);
  }
  expect(await quick.told(conversationId)).toMatchObject([{ ending: 'broken' }, { ending: null, due_at: tuesdayAt + 150 * minuteMs }]);
});
