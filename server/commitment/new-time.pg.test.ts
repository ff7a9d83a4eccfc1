/** A time told has passed and somebody still waits: what do they get, what stands in the ledger, and who gets nothing? Messages go the whole way. */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import pg from 'pg';
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
const wednesdayAt = tuesdayAt + dayMs;

/** What the loops do at that instant, and in the seconds after it in which answers are waited for. */
async function nowIs(ms: number): Promise<void> {
  at(ms);
  const { platform } = shops.web.base;
  while ((await judgeDue(platform)) > 0);
  at(ms + afterBreachMs);
  while ((await tellNewTimes(platform, { stoppedMail: stoppedAutomatic })) > 0);
}
const asked = async (name: string, over?: { locale?: string; zone?: string }) =>
  (await counter.message(await counter.chat(name, 'Where is my parcel?', over)))!;
async function all(names: readonly string[]) {
  const asking = [];
  for (const name of names) asking.push(await asked(name));
  return asking;
}
const thread = (conversationId: string) =>
  shops.lantern.inside((tx) =>
    tx.rows(sql<{ author_kind: string; text: string; seq: number; automatic: boolean; received_at: number }>`
      select author_kind, text, seq, automatic, received_at from tenant.message where workspace_id = ${shops.lantern.id} and conversation_id = ${conversationId} and state = 'stored' order by seq`),
  );
const ledger = async (conversationId: string) =>
  (await shops.lantern.call('GET', `/commitments?conversationId=${conversationId}`)).body.items.toReversed();

test('Ada is told once that her time was missed and by when she is answered now, and both stand in the ledger as she read them', async () => {
  const first = await asked('ada');
  await nowIs(wednesdayAt);
  expect(await thread(first.conversation_id)).toHaveLength(1);
  await nowIs(wednesdayAt + 1);
  await nowIs(wednesdayAt + minuteMs);
  const words =
    "We told you 10:00 am on Wednesday 25 November. We didn't manage that, and we're sorry. We'll reply by 10:00 am on Thursday 26 November. You don't need to do anything.";
  expect(await thread(first.conversation_id)).toMatchObject([
    { author_kind: 'customer' },
    { author_kind: 'automation', automatic: true, seq: 2, text: words, received_at: wednesdayAt + 1 + afterBreachMs },
  ]);
  const [told, again] = await ledger(first.conversation_id);
  expect(told).toMatchObject({ ending: 'broken', endedAt: iso(wednesdayAt), dueAt: iso(wednesdayAt), afterId: null });
  expect(again).toMatchObject({ words, place: 'thread', basis: 'policy', afterId: told.id, messageId: first.id, ending: null });
  expect(again).toMatchObject({ toldAt: iso(wednesdayAt + 1 + afterBreachMs), dueAt: iso(wednesdayAt + dayMs) });
  // The list goes by the earlier of what was told and what we aim for: she stays in front.
  expect(await counter.caseRow(first.case_id)).toMatchObject({ due_at: wednesdayAt, told_at: wednesdayAt + 1 + afterBreachMs });
  // What she adds changes nothing; the second is missed like the first and brings a third.
  at(wednesdayAt + 2 * hourMs);
  await counter.chat('ada', 'It is the blue one.');
  expect(await counter.told(first.conversation_id)).toHaveLength(2);
  await nowIs(wednesdayAt + dayMs + 1);
  expect((await ledger(first.conversation_id)).map((one: { ending: string | null }) => one.ending)).toEqual(['broken', 'broken', null]);
});

test('Ben, who wrote by mail, is told by one automatic mail, at night too', async () => {
  const first = (await counter.message(
    await counter.mail({ from: 'ben@post.example', text: 'Where is my parcel?', messageId: '<ben-1@post.example>' }),
  ))!;
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  world.sent.length = 0;
  await shops.lantern.inside((tx) =>
    tx.run(
      sql`update tenant.customer set zone = 'Asia/Tokyo', locale = 'de' where id = (select customer_id from tenant.conversation where id = ${first.conversation_id})`,
    ),
  );
  await nowIs(wednesdayAt + 4 * hourMs);
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  const [, again] = await ledger(first.conversation_id);
  expect(again.words).toMatch(
    /^Wir hatten Ihnen Mittwoch, 25\. November, 19:00 Uhr .* zugesagt\. .*\(Automatisch gesendet von Lantern Books\.\)$/,
  );
  expect(world.sent).toHaveLength(1);
  expect(world.sent[0]).toMatchObject({ to: 'ben@post.example', text: expect.stringMatching(/^Auto-Submitted: auto-replied$/im) });
  expect(await thread(first.conversation_id)).toMatchObject([{}, { author_kind: 'automation' }, { text: again.words, automatic: true }]);
});

test('an address nobody has proved is written to once; what fell due before a backup was restored is told to nobody', async () => {
  const claimed = (await counter.message(await counter.mail({ from: 'kim@post.example', text: 'Where is it?', isProved: false })))!;
  await nowIs(wednesdayAt + hourMs);
  expect(await ledger(claimed.conversation_id)).toMatchObject([{ ending: 'broken' }, { ending: null }]);
  await nowIs(wednesdayAt + 3 * dayMs);
  expect(await ledger(claimed.conversation_id)).toMatchObject([{ ending: 'broken' }, { ending: 'broken' }]);

  at(tuesdayAt);
  const before = await asked('before the backup');
  Object.assign(shops.web.base.platform, { restoredAt: wednesdayAt + hourMs });
  await nowIs(wednesdayAt + 2 * hourMs);
  Object.assign(shops.web.base.platform, { restoredAt: null });
  expect(await ledger(before.conversation_id)).toMatchObject([{ ending: 'broken' }]);
});

test('mail that came before a restore may have been confirmed before it: its confirmation waits for a person; later mail is confirmed', async () => {
  const { platform } = shops.web.base;
  const sentTo = async (from: string): Promise<number> => {
    await counter.message(await counter.mail({ from, text: 'Is it in stock?' }));
    while ((await deliverDue(platform, world.deps)) > 0);
    return world.sent.filter((mail) => mail.to === from).length;
  };
  const writable = platform as { restoredAt: number | null; epoch: number };
  const { epoch } = platform;
  expect(await sentTo('fair@post.example')).toBe(1);
  Object.assign(writable, { restoredAt: tuesdayAt, epoch: epoch + 1 });
  expect(await sentTo('before@post.example')).toBe(0);
  at(tuesdayAt + minuteMs);
  expect(await sentTo('after@post.example')).toBe(1);
  Object.assign(writable, { restoredAt: null, epoch });
});

test('nobody is told anything who was answered, resolved, is spam, blocked, never to be written to, or wrote again', async () => {
  const { lantern } = shops;
  const quiet = await all(['cleo', 'dan', 'eve', 'fay'].map((name) => `quiet ${name}`));
  const gone = (await counter.message(await counter.mail({ from: 'gone@post.example', text: 'Is it back?' })))!;
  const [answered, resolved, spam, blocked] = quiet as [(typeof quiet)[0], (typeof quiet)[0], (typeof quiet)[0], (typeof quiet)[0]];
  at(wednesdayAt - minuteMs);
  expect((await lantern.call('POST', '/messages', { caseId: answered.case_id, text: 'It comes today.', undoMs: 0 })).status).toBe(201);
  expect((await lantern.call('POST', `/cases/${resolved.case_id}/resolve`, {})).status).toBe(200);
  expect((await lantern.call('POST', `/cases/${spam.case_id}/spam`, {})).status).toBe(200);
  await lantern.inside(async (tx) => {
    await tx.run(
      sql`update tenant.customer set blocked_at = ${iso(tuesdayAt)} where id = (select customer_id from tenant.conversation where id = ${blocked.conversation_id})`,
    );
    await tx.run(
      sql`insert into tenant.suppression (workspace_id, id, address, why, suppressed_at) values (${lantern.id}, ${lantern.id}, 'gone@post.example', 'bounced', ${iso(tuesdayAt)})`,
    );
  });
  await nowIs(wednesdayAt + 1);
  for (const one of [...quiet, gone]) expect(await ledger(one.conversation_id)).toHaveLength(1);
  at(tuesdayAt);
  const again = await asked('writes again');
  at(wednesdayAt + 1);
  await counter.chat('writes again', 'Hello?');
  await nowIs(wednesdayAt + 1);
  expect((await ledger(again.conversation_id)).map((one: { place: string }) => one.place)).toEqual(['acknowledgement', 'acknowledgement']);
});

test('an answer of the same second is seen: nobody is told after it, and a new time told before it is kept by it', async () => {
  const { lantern } = shops;
  const waiting = await all(Array.from({ length: 12 }, (_, n) => `race ${n}`));
  const { platform } = shops.web.base;
  // Half of them are judged already and about to be told, the others fall due while they are answered.
  at(wednesdayAt + 1);
  await judgeDue(platform, 6);
  at(wednesdayAt + 1 + afterBreachMs);
  const loops = async (): Promise<void> => {
    for (let round = 0; round < 6; round += 1) {
      await judgeDue(platform, 3);
      await tellNewTimes(platform, { stoppedMail: stoppedAutomatic }, 3);
    }
  };
  const answers = waiting.map(({ case_id: caseId }) => lantern.call('POST', '/messages', { caseId, text: 'It comes today.', undoMs: 0 }));
  await Promise.all([loops(), loops(), ...answers]);
  await nowIs(wednesdayAt + 2 + afterBreachMs);
  expect((await Promise.all(answers)).map((one) => one.status)).toEqual(waiting.map(() => 201));
  for (const one of waiting) {
    const kinds = (await thread(one.conversation_id)).map((message) => message.author_kind);
    const endings = (await ledger(one.conversation_id)).map((told: { ending: string | null }) => told.ending);
    expect([kinds, endings]).toEqual(
      kinds.length === 2
        ? [['customer', 'agent'], ['broken']]
        : [
            ['customer', 'automation', 'agent'],
            ['broken', 'kept'],
          ],
    );
  }
});

test('of many that are told in one commit, one that cannot be told keeps the others waiting no minute, and is told later', async () => {
  const waiting = await all(Array.from({ length: 13 }, (_, n) => `many ${n}`));
  const poor = waiting[4]!.conversation_id;
  const owner = new pg.Client(shops.web.base.adminConfig);
  await owner.connect();
  // Planted: this one's line in the ledger cannot be written.
  await owner.query(`alter table tenant.commitment add constraint planted check (after_id is null or conversation_id <> '${poor}')`);
  await nowIs(wednesdayAt + 1);
  const told = async () => (await Promise.all(waiting.map((one) => thread(one.conversation_id)))).map((messages) => messages.length - 1);
  expect(await told()).toEqual(waiting.map((one) => (one.conversation_id === poor ? 0 : 1)));
  await owner.query('alter table tenant.commitment drop constraint planted');
  await owner.end();
  await nowIs(wednesdayAt + 2 * minuteMs);
  expect(await told()).toEqual(waiting.map(() => 1));
});

test('while an answer can still be undone nothing is told; undone, the new time is', async () => {
  const first = await asked('undo');
  at(wednesdayAt - 1_000);
  const held = await shops.lantern.call('POST', '/messages', { caseId: first.case_id, text: 'It comes today.', undoMs: 5_000 });
  await nowIs(wednesdayAt + 1);
  expect(await ledger(first.conversation_id)).toHaveLength(1);
  expect((await shops.lantern.call('DELETE', `/messages/${held.body.id}`)).status).toBeLessThan(300);
  await nowIs(wednesdayAt + 6_000);
  expect(await ledger(first.conversation_id)).toMatchObject([{ ending: 'broken' }, { ending: null, dueAt: iso(wednesdayAt + dayMs) }]);
});

test('in a conversation read in place the night is left alone: it is told in the morning of the customer, by the reply time of that morning', async () => {
  at(tuesdayAt + 5 * hourMs);
  const first = await asked('tokyo', { zone: 'Asia/Tokyo' });
  await nowIs(wednesdayAt + 5 * hourMs + 1);
  expect(await ledger(first.conversation_id)).toMatchObject([{ ending: 'broken' }]);
  await nowIs(wednesdayAt + 12 * hourMs);
  expect(await ledger(first.conversation_id)).toMatchObject([
    {},
    { toldAt: iso(wednesdayAt + 12 * hourMs + afterBreachMs), dueAt: iso(wednesdayAt + dayMs + 7 * hourMs) },
  ]);
});
