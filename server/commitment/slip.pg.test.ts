/** A time told will very likely be missed: who hears of it before, once, and what may they press? Messages and answers go the whole way. */
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerSlipPages } from '../customer/slip-page.routes.ts';
import type { MessengerContext } from '../customer/messenger.routes.ts';
import { deliverDue, stoppedAutomatic } from '../delivery/delivery.ts';
import { outside } from '../delivery/outside.fixture.ts';
import { createIntake } from '../intake/intake.ts';
import type { Counter, StoredMessage } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { judgeDue, refreshEstimates, tellNewTimes, tellSlips } from './commitment.ts';
import { registerCoverageRoutes } from './coverage.routes.ts';
import { afterBreachMs } from './due.ts';
import { registerPolicyRoutes } from './policy.routes.ts';
import { readSlipLink, slipLink } from './slip-link.ts';
import { beforeSurge, surgeAt } from './surge.fixture.ts';

let shops: TwoShops;
let counter: Counter;
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
const world = outside(() => shops.web.base.platform);
const caps = { stoppedMail: stoppedAutomatic };
const people = new Map<string, StoredMessage>();
const of = (name: string): StoredMessage => people.get(name)!;

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    // As in the product: the form without JavaScript brings this reader along for every route.
    web.app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    registerChannelRoutes(web.app, http);
    registerCaseRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
    registerCoverageRoutes(web.app, http);
    registerPolicyRoutes(web.app, http);
    registerSlipPages(web.app, { ...http, intake: createIntake(http.platform) } as unknown as MessengerContext);
  });
  counter = await beforeSurge(shops);
  const { lantern } = shops;
  const write = async (name: string, over?: { zone?: string }) =>
    people.set(name, (await counter.message(await counter.chat(name, 'Where is my parcel?', over)))!);
  for (let n = 0; n < 42; n += 1) await counter.takeChat(`surge ${n}`, 'Where is my parcel?');
  await write('ada');
  for (const name of ['cleo', 'dan', 'eve', 'fay']) await write(name);
  // It is night where these two are.
  await write('zoe', { zone: 'Pacific/Auckland' });
  const mail = { from: 'ben@post.example', text: 'Where is my parcel?', messageId: '<ben-1@post.example>' };
  people.set('ben', (await counter.message(await counter.mail(mail)))!);
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  world.sent.length = 0;
  await lantern.inside((tx) =>
    tx.run(sql`update tenant.customer set zone = 'Asia/Tokyo', locale = 'de' where id = (select customer_id from tenant.conversation
      where id = ${of('ben').conversation_id})`),
  );
});
afterAll(() => shops.close());

const answer = async (caseId: string): Promise<void> =>
  expect((await shops.lantern.call('POST', '/messages', { caseId, text: 'It comes today.', undoMs: 0 })).status).toBe(201);
/** What the loops do at that instant. */
async function loops(ms: number): Promise<void> {
  at(ms);
  const { platform } = shops.web.base;
  await refreshEstimates(platform);
  // Two workers at once: each notice is told by one of them.
  const both = async () => (await Promise.all([tellSlips(platform, caps), tellSlips(platform, caps)])).some((count) => count > 0);
  while (await both());
  while ((await judgeDue(platform)) > 0);
  at(ms + afterBreachMs);
  while ((await tellNewTimes(platform, caps)) > 0);
}
const ledger = async (name: string) =>
  (await shops.lantern.call('GET', `/commitments?conversationId=${of(name).conversation_id}`)).body.items.toReversed();
const texts = (name: string) =>
  shops.lantern.inside((tx) =>
    tx.rows(sql<{ author_kind: string; text: string }>`
      select author_kind, text from tenant.message where workspace_id = ${shops.lantern.id} and conversation_id = ${of(name).conversation_id} and state = 'stored' order by seq`),
  );
const linkIn = (words: string): string => /\/slip\/\S+/.exec(words)![0];
const linkOf = async (name: string): Promise<string> => linkIn((await ledger(name)).at(-1).words);
/** A stranger's browser, without any cookie: the link is all it has. */
async function press(url: string, fields?: Record<string, string>) {
  const { app } = shops.web;
  const reply = await app.inject({
    method: fields === undefined ? 'GET' : 'POST',
    url,
    ...(fields === undefined
      ? {}
      : { payload: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  });
  return { status: reply.statusCode, text: reply.body, headers: reply.headers };
}
const formTokenIn = (html: string): string => /name="formToken" value="([^"]+)"/.exec(html)![1]!;

test('one that cannot be told yet leaves nothing half said, and is told in the next round, once', async () => {
  const owner = new pg.Client(shops.web.base.adminConfig);
  await owner.connect();
  // Planted: Ada's line in the ledger cannot be written, so neither is the message.
  await owner.query(
    `alter table tenant.commitment add constraint planted check (after_id is null or conversation_id <> '${of('ada').conversation_id}')`,
  );
  await loops(surgeAt + minuteMs);
  expect(await texts('ada')).toHaveLength(1);
  expect(await texts('dan')).toHaveLength(2);
  await owner.query('alter table tenant.commitment drop constraint planted');
  await owner.end();
  for (let round = 2; round < 5; round += 1) await loops(surgeAt + round * minuteMs);
  expect((await texts('ada')).map((one) => one.author_kind)).toEqual(['customer', 'automation']);
});

test('Ada is told before the hour is over that it will be later, what was said first, and a time that is kept at the same level', async () => {
  const [first, second, ...more] = await ledger('ada');
  expect(more).toEqual([]);
  expect(first).toMatchObject({ ending: null, dueAt: iso(surgeAt + hourMs), afterId: null });
  expect(second).toMatchObject({ ending: null, basis: 'estimate', afterId: first.id, messageId: of('ada').id });
  expect(Date.parse(second.toldAt)).toBeLessThan(Date.parse(first.dueAt));
  expect(Date.parse(second.dueAt)).toBeGreaterThan(surgeAt + 4 * hourMs);
  expect(second.words).toMatch(
    /^We told you 1:45 pm on Tuesday 24 November\. We won't manage that, and we're sorry\. We'll reply by .*\. You don't need to do anything\.\n\nIt's urgent: http\S+\/slip\/\S+$/,
  );
  expect((await texts('ada')).at(-1)!.text).toBe(second.words);
  // Who stands in front can still be answered in time, and hears nothing.
  const told = await shops.lantern.inside((tx) =>
    tx.rows(sql<{
      n: number;
    }>`select row_number() over (order by f.told_at, f.id)::int as n from tenant.commitment f where f.workspace_id = ${shops.lantern.id}
      and exists (select 1 from tenant.commitment s where s.workspace_id = f.workspace_id and s.after_id = f.id)`),
  );
  expect(told.length).toBeGreaterThan(4);
  expect(told.length).toBeLessThan(40);
});

test('at night only mail is written: Ben is told in Tokyo, in German, with both things to press; Zoe in Auckland sleeps', async () => {
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  expect(world.sent.map((mail) => mail.to)).toEqual(['ben@post.example']);
  expect(world.sent[0]!.text).toMatch(/^Auto-Submitted: auto-replied$/im);
  const [, second] = await ledger('ben');
  expect(second.words).toMatch(
    /^Wir hatten Ihnen Dienstag, 24\. November, 22:45 Uhr .* zugesagt\. Das schaffen wir nicht, und das tut uns leid\./,
  );
  expect(second.words).toMatch(/\n\nEs ist dringend \/ Etwas ergänzen: http\S+$/);
  expect(await ledger('zoe')).toHaveLength(1);
});

test('attack: programs that follow every link change nothing; forged, foreign and swapped links lead to one plain page', async () => {
  const link = await linkOf('ada');
  const page = await press(link);
  expect(page.status).toBe(200);
  expect(page.text).toContain('won&#39;t manage');
  expect(page.text).not.toContain('<script');
  expect(page.headers['referrer-policy']).toBe('no-referrer');
  const before = await counter.caseRow(of('ada').case_id);
  for (const path of [link, link, `${link}?urgent=1`]) expect((await press(path)).status).toBe(200);
  for (const path of [`${link}/urgent`, `${link}/add`]) expect((await press(path)).status).toBe(404);
  expect(await counter.caseRow(of('ada').case_id)).toEqual(before);
  expect(await texts('ada')).toHaveLength(2);

  const code = link.slice('/slip/'.length);
  const other = (await linkOf('dan')).slice('/slip/'.length);
  const swapped = `${other.split('.')[0]}.${code.split('.').slice(1).join('.')}`;
  // Signed by us, of a time that is not this workspace's.
  const { commitmentId } = readSlipLink(shops.web.base.platform, code)!;
  const foreign = slipLink(shops.web.base.platform, { workspaceId: shops.harbour.id, commitmentId }).split('/slip/')[1]!;
  for (const bad of [`${code}x`, code.slice(1), swapped, foreign, 'x', 'a.b.c', '%00', 'A'.repeat(200)]) {
    for (const reply of [
      await press(`/slip/${bad}`),
      await press(`/slip/${bad}/urgent`, {}),
      await press(`/slip/${bad}/add`, { text: 'Hi' }),
    ]) {
      expect([bad, reply.status]).toEqual([bad, 404]);
      expect(reply.text).toContain('no longer in use');
      expect(reply.text).not.toContain('Lantern');
    }
  }
  expect(await counter.caseRow(of('ada').case_id)).toEqual(before);
});

test('Ada presses “It’s urgent”: her case stands above the others, the log has it from her, and she reads what can be kept', async () => {
  const link = await linkOf('ada');
  for (const _ of [1, 2]) {
    const pressed = await press(`${link}/urgent`, {});
    expect(pressed.status).toBe(200);
    expect(pressed.text).toMatch(/Thank you for telling us\..*is still the earliest we can be sure of\./s);
  }
  expect((await shops.lantern.call('GET', `/cases/${of('ada').case_id}`)).body).toMatchObject({ urgency: 'customer' });
  const events = await shops.lantern.inside((tx) =>
    tx.rows(sql<{
      type: string;
      actor: string;
    }>`select type, actor from tenant.event where workspace_id = ${shops.lantern.id} and case_id = ${of('ada').case_id}
      and type = 'case.changed'`),
  );
  expect(events).toMatchObject([{ type: 'case.changed', actor: expect.stringMatching(/^customer/) }]);
  expect(await ledger('ada')).toHaveLength(2);
  const taken = await shops.lantern.call('PATCH', `/cases/${of('ada').case_id}`, { urgency: null });
  expect(taken.body).toMatchObject({ urgency: null });
});

test('Ben adds something on the page, without a password and without a script: it stands in his conversation, once', async () => {
  const link = await linkOf('ben');
  const page = await press(link);
  expect(page.text).toContain('lang="de"');
  const fields = { text: 'Die Nummer ist 4711. <b>Danke</b>', formToken: formTokenIn(page.text) };
  for (const _ of [1, 2]) expect((await press(`${link}/add`, fields)).text).toContain('Ihre Nachricht ist bei uns angekommen.');
  await counter.process();
  const said = await texts('ben');
  expect(said.filter((one) => one.author_kind === 'customer').map((one) => one.text)).toEqual([
    expect.stringContaining('parcel'),
    fields.text,
  ]);
  const empty = await press(`${link}/add`, { ...fields, text: ' ' });
  expect(empty.status).toBe(422);
  expect((await press(`${link}/add`, { ...fields, formToken: 'forged' })).status).toBe(400);
  await counter.process();
  expect(await texts('ben')).toHaveLength(said.length);
});

test('Dan is answered by the first time after all: both times are kept, and the notice counts as needless', async () => {
  at(surgeAt + 30 * minuteMs);
  await answer(of('dan').case_id);
  expect(await ledger('dan')).toMatchObject([{ ending: 'kept' }, { ending: 'kept' }]);
});

test('the first time is broken at its own instant; who was told before is not told again, the others are', async () => {
  await loops(surgeAt + hourMs + 10_000);
  const [first, second, ...more] = await ledger('ada');
  expect(more).toEqual([]);
  expect([first.ending, first.endedAt, second.ending]).toEqual(['broken', iso(surgeAt + hourMs), null]);
  const report = (await shops.lantern.call('GET', `/channels/${counter.messengerId}/coverage`)).body;
  expect(report.notices.needlessCount).toBe(1);
  expect(report.notices.count).toBeGreaterThan(4);
  expect(report.first.maturedCount).toBeGreaterThan(report.notices.count);
});

test('attack: when the case is closed, its link leads nowhere, for its owner too', async () => {
  const link = await linkOf('eve');
  expect((await press(link)).status).toBe(200);
  expect((await shops.lantern.call('POST', `/cases/${of('eve').case_id}/resolve`, {})).status).toBe(200);
  const before = await texts('eve');
  expect((await press(link)).status).toBe(404);
  expect((await press(`${link}/urgent`, {})).status).toBe(404);
  expect((await press(`${link}/add`, { text: 'Still there?' })).status).toBe(404);
  await counter.process();
  expect(await texts('eve')).toEqual(before);
  expect((await counter.caseRow(of('eve').case_id))['urgency']).toBeNull();
});

test('attack: blocked under the name they turned out to be, nobody presses anything by the link of the other', async () => {
  const { lantern } = shops;
  const link = await linkOf('fay');
  expect((await press(link)).status).toBe(200);
  const customerOf = async (name: string): Promise<string> =>
    (await lantern.inside((tx) =>
      tx.row(
        sql<{
          customer_id: string;
        }>`select customer_id from tenant.conversation where workspace_id = ${lantern.id} and id = ${of(name).conversation_id}`,
      ),
    ))!.customer_id;
  const [from, into] = [await customerOf('fay'), await customerOf('cleo')];
  await lantern.inside((tx) =>
    tx.run(sql`insert into tenant.customer_merge (workspace_id, id, from_customer_id, into_customer_id, reason, merged_at, merged_by)
      values (${lantern.id}, gen_random_uuid(), ${from}, ${into}, 'One person.', ${iso(surgeAt)}, ${lantern.ownerId})`),
  );
  // One person with two names may press as before; blocked, not.
  expect((await press(link)).status).toBe(200);
  await lantern.inside((tx) =>
    tx.run(sql`update tenant.customer set blocked_at = ${iso(surgeAt)} where workspace_id = ${lantern.id} and id = ${into}`),
  );
  expect((await press(link)).status).toBe(404);
  expect((await press(`${link}/urgent`, {})).status).toBe(404);
  expect((await press(`${link}/add`, { text: 'Still me.' })).status).toBe(404);
  expect((await counter.caseRow(of('fay').case_id))['urgency']).toBeNull();
});
