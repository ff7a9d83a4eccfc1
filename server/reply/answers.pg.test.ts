/** Which answer reaches whom, what does it keep, and where does the customer's next mail land? Messages, replies and mails go the whole way. */
import { createHash } from 'node:crypto';
import { dayMs, hourMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { deliverDue } from '../delivery/delivery.ts';
import { outside, type Sent } from '../delivery/outside.fixture.ts';
import { openCounter, visitorIdOf, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCaseMergeRoutes } from './case-merge.routes.ts';
import { registerCaseRoutes } from './case.routes.ts';
import { registerReplyRoutes } from './reply.routes.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerCaseRoutes(web.app, http);
    registerCaseMergeRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
beforeEach(() => at(tuesdayAt));

const world = outside(() => shops.web.base.platform);
const deliver = async (): Promise<Sent[]> => {
  world.sent.length = 0;
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  return [...world.sent];
};
const reply = async (caseId: string, text: string): Promise<{ id: string }> => {
  const answer = await shops.lantern.call('POST', '/messages', { caseId, text, undoMs: 0 });
  expect([answer.status, answer.body.code]).toEqual([201, undefined]);
  return answer.body;
};
const written = async (id: string) => {
  expect(await counter.inboundOf(id)).toEqual({ state: 'processed', reason: null });
  return (await counter.message(id))!;
};

/** What signing in at the shop's website does to a visitor: the site's customer takes them in, with an address the site vouches for. */
async function signIn(name: string, email: string): Promise<void> {
  const { lantern, web } = shops;
  const fresh = (): string => web.base.platform.clock.newId<'any'>();
  const [customerId, now] = [fresh(), iso(web.base.platform.clock.nowAt())];
  const subject = createHash('sha256').update(name).digest('hex');
  await lantern.inside(async (tx) => {
    await tx.run(
      sql`insert into tenant.customer (workspace_id, id, name, created_at) values (${lantern.id}, ${customerId}, ${name}, ${now})`,
    );
    for (const [scheme, value] of [
      ['site', subject],
      ['email', email],
    ])
      await tx.run(sql`insert into tenant.identity (workspace_id, id, customer_id, scheme, value, proof, proved_at, proved_how, created_at)
        values (${lantern.id}, ${fresh()}, ${customerId}, ${scheme}, ${value}, 'site', ${now}, 'site_token', ${now})`);
    await tx.run(sql`insert into tenant.customer_merge (workspace_id, id, from_customer_id, into_customer_id, merged_at)
      select workspace_id, ${fresh()}, customer_id, ${customerId}, ${now} from tenant.identity where scheme = 'visitor' and value = ${visitorIdOf(name)}`);
  });
}

test('who signed in after writing is told by mail that the answer is there, answers by mail, and it is one conversation', async () => {
  const first = await written(await counter.chat('ida', 'Where is my parcel?'));
  await signIn('ida', 'ida@post.example');
  at(tuesdayAt + hourMs);
  await reply(first.case_id, 'It is on its way.');
  const mails = await deliver();
  expect(mails.map((mail) => mail.to)).toEqual(['ida@post.example']);
  expect(mails[0]!.text).toContain('It is on its way.');
  const back = await written(
    await counter.mail({ from: 'ida@post.example', to: mails[0]!.replyTo, text: 'Which day?', inReplyTo: mails[0]!.messageId }),
  );
  expect(back).toMatchObject({ conversation_id: first.conversation_id, case_id: first.case_id, match_reason: 'reply_address' });
  // A new mail without any evidence comes from the same person.
  const fresh = await written(await counter.mail({ from: 'ida@post.example', text: 'Do you sell candles?' }));
  expect(fresh).toMatchObject({ conversation_id: first.conversation_id, match_reason: 'sender' });
});

test('an answer in one matter keeps no time told for another', async () => {
  const parcel = await written(await counter.mail({ from: 'jon@post.example', text: 'Where is my parcel?' }));
  at(tuesdayAt + hourMs);
  const candles = await written(await counter.mail({ from: 'jon@post.example', text: 'Do you sell candles?', subject: 'Candles' }));
  expect(candles.case_id).not.toBe(parcel.case_id);
  at(tuesdayAt + 2 * hourMs);
  await reply(candles.case_id, 'We do.');
  expect(await counter.told(parcel.conversation_id)).toMatchObject([{ case_id: parcel.case_id, ending: null }]);
  await reply(parcel.case_id, 'It comes tomorrow.');
  expect(await counter.told(parcel.conversation_id)).toMatchObject([{ ending: 'kept' }]);
  await deliver();
});

test('after a split the time told goes with the message it was told for, and after a merge any answer to the one matter keeps it', async () => {
  const first = await written(await counter.chat('kit', 'Where is my parcel?'));
  at(tuesdayAt + hourMs);
  const second = await written(await counter.chat('kit', 'And do you sell candles?'));
  const split = await shops.lantern.call('POST', `/cases/${first.case_id}/split`, { messageIds: [second.id] });
  expect(split.status).toBe(201);
  await reply(split.body.id, 'We do.');
  expect(await counter.told(first.conversation_id)).toMatchObject([{ ending: null }]);
  expect((await shops.lantern.call('POST', `/cases/${first.case_id}/merge`, { intoId: split.body.id })).status).toBe(200);
  await reply(split.body.id, 'And the parcel comes tomorrow.');
  expect(await counter.told(first.conversation_id)).toMatchObject([{ ending: 'kept' }]);
});

test('a Message-ID that a stranger uses too hides nothing of one’s own', async () => {
  const mine = await written(
    await counter.mail({ from: 'lea@post.example', text: 'Where is my parcel?', messageId: '<parcel@post.example>' }),
  );
  await counter.mail({ from: 'eve@evil.example', text: 'I know your id.', messageId: '<parcel@post.example>' });
  const next = await written(await counter.mail({ from: 'lea@post.example', text: 'Anyone there?', inReplyTo: '<parcel@post.example>' }));
  expect(next).toMatchObject({ case_id: mine.case_id, match_reason: 'message_id' });
  // Forwarding somebody else's mail into one's own thread.
  const theirs = await written(await counter.mail({ from: 'max@post.example', text: 'My lamp.', messageId: '<lamp@post.example>' }));
  const forwarded = await written(
    await counter.mail({
      from: 'lea@post.example',
      text: 'Max wrote this.',
      inReplyTo: '<lamp@post.example>',
      references: ['<parcel@post.example>', '<lamp@post.example>'],
    }),
  );
  expect(forwarded).toMatchObject({ case_id: mine.case_id });
  expect(forwarded.conversation_id).not.toBe(theirs.conversation_id);
  at(tuesdayAt + dayMs);
  await deliver();
});

test('what the customer writes while our answer can still be undone is not taken for answered', async () => {
  const first = await written(await counter.chat('ola', 'Where is my parcel?'));
  const held = await shops.lantern.call('POST', '/messages', {
    caseId: first.case_id,
    text: 'It comes tomorrow.',
    undoMs: 20_000,
    then: 'resolve',
  });
  expect(held.status).toBe(201);
  at(tuesdayAt + 10_000);
  await written(await counter.chat('ola', 'No, wait: I meant the lamp.'));
  at(tuesdayAt + 20_000);
  await deliver();
  const row = await counter.caseRow(first.case_id);
  expect(row).toMatchObject({
    state: 'open',
    ball: 'us',
    unanswered_since: tuesdayAt + 10_000,
    unanswered_text: 'No, wait: I meant the lamp.',
  });
  expect(row['due_at']).toBe(tuesdayAt + 10_000 + dayMs);
  expect(await counter.told(first.conversation_id)).toMatchObject([{ ending: 'kept' }]);
});
