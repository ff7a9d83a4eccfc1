/** Does every list show exactly the cases its words say, are its figures right, and does a kept list stay with those who may see it? */
import { isOnly, type Only } from '@meanwhile/core/conversation/only.ts';
import { dayMs, hourMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, tuesdayAt, twoShops, writtenThread, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerCaseViewRoutes } from '../case/case-view.routes.ts';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import { registerCaseListRoutes } from './case-list.routes.ts';

const onlys: readonly Only[] = ['due_soon', 'late', 'stuck', 'quiet'];
let shops: TwoShops;
let jonas: Thread;

interface Laid {
  readonly id: string;
  readonly state: 'open' | 'resolved';
  readonly ball: 'us' | 'customer' | 'other';
  readonly dueAt: number | null;
  readonly waitsSinceAt: number;
  readonly lastMessageAt: number;
  readonly isOut: boolean;
  readonly assigneeId: string | null;
  readonly snoozedUntil: number | null;
}
let laid: Laid[];

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerCaseListRoutes(web.app, http);
    registerCaseViewRoutes(web.app, http);
  });
  const { lantern } = shops;
  jonas = await writtenThread(shops, lantern, { name: 'Jonas', email: 'jonas@post.example', text: 'Is the atlas in?' });
  await writtenThread(shops, shops.harbour, { name: 'Ida', email: 'ida@post.example', text: 'A rope, please' });
  laid = await layCases();
});
afterAll(() => shops.close());

const member = (name: string): Promise<{ id: string }> =>
  shops.lantern.inside(async (tx) => (await tx.row(sql<{ id: string }>`select id from tenant.member where name = ${name}`))!);

/** Every mixture of whose turn, how due, how old, whose: beside the one Jonas wrote. */
async function layCases(): Promise<Laid[]> {
  const mia = (await member('Mia')).id;
  const { lantern } = shops;
  const { clock } = shops.web.base.platform;
  const made: Laid[] = [];
  for (const ball of ['us', 'customer', 'other'] as const)
    for (const dueInMs of [null, -hourMs, 0, hourMs, 40 * hourMs])
      for (const silentMs of [hourMs, 3 * dayMs, 8 * dayMs])
        for (const kind of ['open', 'resolved', 'spam', 'mine', 'snoozed'] as const)
          made.push({
            id: clock.newId<'case'>(),
            state: kind === 'resolved' ? 'resolved' : 'open',
            ball,
            dueAt: dueInMs === null ? null : tuesdayAt + dueInMs,
            waitsSinceAt: tuesdayAt - silentMs,
            lastMessageAt: tuesdayAt - silentMs,
            isOut: kind === 'spam',
            assigneeId: kind === 'mine' ? mia : null,
            snoozedUntil: kind === 'snoozed' ? tuesdayAt + dayMs : null,
          });
  await lantern.inside(async (tx) => {
    for (const [index, one] of made.entries())
      await tx.run(sql`insert into tenant."case" (workspace_id, id, number, conversation_id, channel_id, state, ball, opened_at, opened_by, last_message_at, sort_at,
          due_at, unanswered_since, spam_at, assignee_id, snoozed_until)
        values (${lantern.id}, ${one.id}, ${1_000 + index}, ${jonas.conversationId}, ${jonas.channelId}, ${one.state}, ${one.ball}, ${iso(one.waitsSinceAt)}, 'customer',
          ${iso(one.lastMessageAt)}, ${iso(one.dueAt ?? one.lastMessageAt + 1_000 * dayMs)}, ${isoOrNull(one.dueAt)}, ${iso(one.waitsSinceAt)},
          ${isoOrNull(one.isOut ? tuesdayAt : null)}, ${one.assigneeId}::uuid, ${isoOrNull(one.snoozedUntil)})`);
  });
  return made;
}

async function everyId(path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body } = await shops.lantern.call('GET', `/cases?${path}&limit=40${cursor === '' ? '' : `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    ids.push(...body.items.map((one: { id: string }) => one.id));
    cursor = body.nextCursor;
  }
  return ids.filter((id) => id !== jonas.caseId);
}

test.each(onlys)('the filter %s shows what its rule says, no more and no less, over several pages', async (only) => {
  const expected = laid.filter((one) => isOnly(only, one, tuesdayAt)).map((one) => one.id);
  expect(expected.length).toBeGreaterThan(2);
  expect((await everyId(`view=all&only=${only}`)).toSorted()).toEqual(expected.toSorted());
});

test('the figures beside the tabs are the lengths of their lists', async () => {
  const { body } = await shops.lantern.call('GET', '/cases/counts');
  const lengths: Record<string, number> = {};
  for (const view of ['next', 'mine', 'team', 'waiting', 'all']) lengths[view] = (await everyId(`view=${view}`)).length;
  // The one Jonas wrote is ours, nobody's, and has no time yet.
  for (const view of ['next', 'team', 'all']) lengths[view]! += 1;
  for (const [name, only] of [
    ['dueSoon', 'due_soon'],
    ['late', 'late'],
    ['stuck', 'stuck'],
    ['quiet', 'quiet'],
  ] as const)
    lengths[name] = laid.filter((one) => isOnly(only, one, tuesdayAt)).length;
  const { most, nextChangeAt, ...figures } = body;
  expect([figures, most]).toEqual([lengths, 1_000]);
  // What is due this very moment is late the next; the next figure to change by itself is that of what becomes due soon at once.
  expect(Date.parse(nextChangeAt)).toBeGreaterThan(tuesdayAt);
  expect((await shops.harbour.call('GET', '/cases/counts')).body).toMatchObject({ team: 1, all: 1, late: 0 });
});

test('conditions add up; nobody is a filter of its own, and a foreign topic finds nothing', async () => {
  const mine = await everyId(`view=team&assigneeId=${(await member('Mia')).id}`);
  const nobodys = await everyId(`view=team&assigneeId=nobody&channelId=${jonas.channelId}`);
  expect(mine.length).toBe(laid.filter((one) => one.assigneeId !== null && one.ball === 'us').length);
  expect([...mine, ...nobodys].toSorted()).toEqual((await everyId('view=team')).toSorted());
  expect(await everyId(`view=all&topicId=${jonas.caseId}`)).toEqual([]);
  for (const wrong of ["only=late'--", 'tagId=1%20or%201=1', 'assigneeId=everybody', 'order=sort_at', 'workspace_id=1'])
    expect((await shops.lantern.call('GET', `/cases?view=all&${wrong}`)).status).toBe(400);
});

test('Noor keeps a list of her own that nobody else sees; sharing is the manager’s; taking out is undone', async () => {
  const { lantern, harbour, web } = shops;
  const noor = await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' });
  const filter = { only: 'late', assigneeId: 'nobody' };
  const own = await callAs(noor.visitor, 'POST', '/case-views', { name: 'Burning', view: 'team', filter });
  expect(own).toMatchObject({ status: 201, body: { name: 'Burning', view: 'team', filter, shared: false, mayChange: true } });
  expect((await callAs(noor.visitor, 'POST', '/case-views', { name: 'For all', view: 'all', filter: {}, shared: true })).status).toBe(403);
  const shared = await lantern.call('POST', '/case-views', { name: 'Orders', view: 'all', filter: {}, shared: true });
  const names = async (who: typeof noor.visitor) =>
    (await callAs(who, 'GET', '/case-views')).body.items.map((one: { name: string; mayChange: boolean }) => [one.name, one.mayChange]);
  expect(await names(noor.visitor)).toEqual([
    ['Orders', false],
    ['Burning', true],
  ]);
  expect(await names(lantern.owner)).toEqual([['Orders', true]]);
  expect(await names(harbour.owner)).toEqual([]);
  for (const [who, path] of [
    [lantern.owner, own.body.id],
    [harbour.owner, shared.body.id],
  ] as const)
    expect((await callAs(who, 'DELETE', `/case-views/${path}`)).status).toBe(404);
  expect((await callAs(noor.visitor, 'PATCH', `/case-views/${shared.body.id}`, { name: 'Mine now' })).status).toBe(403);

  const second = await callAs(noor.visitor, 'POST', '/case-views', { name: 'Quiet', view: 'waiting', filter: { only: 'quiet' } });
  expect((await callAs(noor.visitor, 'PUT', '/case-views/order', { ids: [second.body.id, own.body.id] })).status).toBe(200);
  expect((await callAs(noor.visitor, 'PUT', '/case-views/order', { ids: [shared.body.id] })).status).toBe(403);
  expect((await names(noor.visitor)).map(([name]: [string]) => name)).toEqual(['Orders', 'Quiet', 'Burning']);
  expect((await callAs(noor.visitor, 'DELETE', `/case-views/${own.body.id}`)).status).toBe(200);
  expect((await names(noor.visitor)).length).toBe(2);
  expect((await callAs(noor.visitor, 'POST', `/case-views/${own.body.id}/restore`)).status).toBe(200);
  expect((await names(noor.visitor)).length).toBe(3);
});
