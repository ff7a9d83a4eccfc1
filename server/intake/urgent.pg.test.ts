/** Mia runs Lantern Books, Tom manages and Ben answers there, Ole runs Harbour Shop: a message about danger or an outage comes first, and who supervises hears of it. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '../accounts/test-web.ts';
import { callAs, lastEvent, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerNoticeRoutes } from '../notice/notice.routes.ts';
import { createNoticeReader } from '../notice/read-log.ts';
import { registerCaseListRoutes } from '../reply/case-list.routes.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { openCounter, type Counter } from './path.fixture.ts';

let shops: TwoShops;
let counter: Counter;
let tom: Visitor;
let ben: Visitor;

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [registerCaseRoutes, registerCaseListRoutes, registerReplyRoutes, registerNoticeRoutes]) register(web.app, http);
  });
  tom = (await shops.web.join(shops.lantern.owner, { name: 'Tom', email: 'tom@lantern.example', role: 'manager' })).visitor;
  ben = (await shops.web.join(shops.lantern.owner, { name: 'Ben', email: 'ben@lantern.example', role: 'agent' })).visitor;
  counter = await openCounter(shops, shops.lantern);
  await createNoticeReader(shops.web.base.platform)();
});
afterAll(() => shops.close());

const urgentNotices = async (visitor: Visitor) =>
  (await callAs(visitor, 'GET', '/notices')).body.items.filter((one: { kind: string }) => one.kind === 'urgent');
const top = async (): Promise<string> => (await shops.lantern.call('GET', '/cases?view=next')).body.items[0].id;
const caseOf = async (messageId: string) => counter.caseRow((await counter.message(messageId))!.case_id);
const automaticIn = (caseId: string) =>
  shops.lantern.inside((tx) =>
    tx.rows(sql<{ text: string; deliveries: number }>`
      select m.text, (select count(*)::int from tenant.delivery d where d.workspace_id = m.workspace_id and d.message_id = m.id) as deliveries
      from tenant.message m where m.workspace_id = ${shops.lantern.id} and m.case_id = ${caseId} and m.author_kind = 'automation' order by m.seq`),
  );

test('danger written in the messenger stands above all, names the quicker way at once, and is told to who supervises and nobody else', async () => {
  const first = await counter.chat('Jonas', 'That was a killer deal. Where is my bell?');
  expect(await caseOf(first)).toMatchObject({ urgency: null });
  expect(await top()).toBe((await counter.message(first))!.case_id);
  const danger = await counter.chat('Nora', 'Bei uns riecht es nach Gas, seit der Ofen da ist', { locale: 'de' });
  const { case_id: caseId } = (await counter.message(danger))!;
  expect(await caseOf(danger)).toMatchObject({ urgency: 'safety', urgency_message_id: danger });
  expect(await top()).toBe(caseId);
  expect(await automaticIn(caseId)).toEqual([
    { text: 'Ist jemand in Gefahr, rufen Sie jetzt den Notruf an. Wir haben Ihre Nachricht als dringend markiert.', deliveries: 0 },
  ]);
  await createNoticeReader(shops.web.base.platform)();
  for (const supervisor of [shops.lantern.owner, tom]) expect(await urgentNotices(supervisor)).toMatchObject([{ caseId }]);
  for (const other of [ben, shops.harbour.owner]) expect(await urgentNotices(other)).toEqual([]);
  expect(await lastEvent(shops.harbour, 'case.urgent')).toBeUndefined();
  // Once said, not again; the same in the same case tells nobody anew.
  await counter.chat('Nora', 'Es riecht immer noch nach Gas', { locale: 'de' });
  expect(await automaticIn(caseId)).toHaveLength(1);
});

test('by mail the sentence comes before the time told; an outage quoted from below counts for nothing', async () => {
  const danger = await counter.mail({ from: 'Ada <ada@post.example>', text: 'The charger caught fire.', subject: 'Charger' });
  const { case_id: caseId } = (await counter.message(danger))!;
  expect(await caseOf(danger)).toMatchObject({ urgency: 'safety' });
  const [said] = await automaticIn(caseId);
  expect(said).toMatchObject({ deliveries: 1 });
  expect(said!.text).toMatch(/^If someone is in danger, call your local emergency number now\. .+\n\nYour message reached us/);
  const outage = await counter.mail({ from: 'Max <max@post.example>', text: 'Our internet is down.', subject: 'Line' });
  expect(await caseOf(outage)).toMatchObject({ urgency: 'outage' });
  const quoting = await counter.mail({
    from: 'Eva <eva@post.example>',
    text: 'Thanks, all good.\n\n> The internet is down.',
    subject: 'Re: Line',
  });
  expect(await caseOf(quoting)).toMatchObject({ urgency: null });
});

test('Ben says it is not urgent and takes that back; a new message about danger lifts it again', async () => {
  const danger = await counter.chat('Lea', 'There is a smell of gas here');
  const { case_id: caseId } = (await counter.message(danger))!;
  const change = (urgency: unknown) => callAs(ben, 'PATCH', `/cases/${caseId}`, { urgency });
  expect((await change('fire')).status).toBe(400);
  expect((await change(null)).body).toMatchObject({ urgency: null });
  expect(await top()).not.toBe(caseId);
  expect((await change('safety')).body).toMatchObject({ urgency: 'safety' });
  await change(null);
  await counter.chat('Lea', 'My father is unconscious now');
  expect((await callAs(ben, 'GET', `/cases/${caseId}`)).body).toMatchObject({ urgency: 'safety' });
});
