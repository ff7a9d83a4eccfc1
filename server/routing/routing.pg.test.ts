/** Mia keeps the plan at Lantern Books, Ben and Cleo answer; Ole's Harbour Shop next door sees none of it. Messages come through intake for real. */
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Visitor } from '../accounts/test-web.ts';
import { callAs, tuesdayAt, twoShops, type Method, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerShiftRoutes } from '../channel/shift.routes.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { routeDue } from './hand-out.ts';
import { registerNextRoutes, registerQueueRoutes, registerStaffRoutes } from './routing.ts';
import { createSignIns } from './sign-in.ts';

interface Person {
  readonly visitor: Visitor;
  readonly id: string;
}

let shops: TwoShops;
let counter: Counter;
let ben: Person;
let cleo: Person;
const platform = () => shops.web.base.platform;
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
const as = (person: Person, method: Method, path: string, body?: unknown) => callAs(person.visitor, method, path, body);

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [registerNextRoutes, registerCaseRoutes, registerQueueRoutes, registerStaffRoutes, registerShiftRoutes])
      register(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
  ben = await join('Ben');
  cleo = await join('Cleo');
});
afterAll(() => shops.close());
beforeEach(async () => {
  at(tuesdayAt);
  await shops.lantern.inside(async (tx) => {
    await tx.run(sql`update tenant."case" set state = 'resolved', assignee_id = null where workspace_id = ${shops.lantern.id}`);
    await tx.run(sql`delete from tenant.shift where workspace_id = ${shops.lantern.id}`);
    await tx.run(sql`delete from tenant.member_leave where workspace_id = ${shops.lantern.id}`);
    await tx.run(sql`update tenant.queue set removed_at = ${iso(tuesdayAt)} where workspace_id = ${shops.lantern.id}`);
    await tx.run(
      sql`update tenant.member set skills = '{}', languages = '{}', capacity = 100, away_since = null, input_at = null where workspace_id = ${shops.lantern.id}`,
    );
  });
});

async function join(name: string): Promise<Person> {
  const joined = await shops.web.join(shops.lantern.owner, { name, email: `${name.toLowerCase()}@lantern.example`, role: 'agent' });
  const { items } = (await shops.lantern.call('GET', '/agents')).body;
  return { visitor: joined.visitor, id: items.find((one: { name: string }) => one.name === name).id };
}

async function addQueue(over: Record<string, unknown> = {}): Promise<string> {
  const made = await shops.lantern.call('POST', '/queues', { name: `Queue ${Math.random()}`, handOut: 'pushed', ...over });
  expect(made.status).toBe(201);
  return made.body.id;
}

/** From now on for so many hours. */
async function onShift(person: Person, { hours = 6, pool = 'async', startsIn = 0 } = {}): Promise<void> {
  const startsAt = platform().clock.nowAt() + startsIn * hourMs;
  const shift = { memberId: person.id, pool, startsAt: iso(startsAt), endsAt: iso(startsAt + hours * hourMs) };
  expect((await shops.lantern.call('POST', '/shifts', shift)).status).toBe(201);
}

/** A key pressed at the desk. */
async function signIn(person: Person): Promise<void> {
  const now = platform().clock.nowAt();
  createSignIns(platform())(shops.lantern.id, person.id, now);
  await expect
    .poll(() => shops.lantern.inside((tx) => tx.row(sql`select 1 from tenant.member where id = ${person.id} and input_at = ${iso(now)}`)))
    .toBeDefined();
}

async function written(name: string, text = 'Where is my bell?', over: { locale?: string } = {}): Promise<string> {
  return (await counter.message(await counter.chat(name, text, over)))!.case_id;
}

async function route(): Promise<void> {
  while ((await routeDue(platform())) > 0);
}

const holder = async (caseId: string): Promise<unknown> => (await counter.caseRow(caseId))['assignee_id'];
const assignments = async (caseId: string) => (await shops.lantern.call('GET', `/cases/${caseId}/assignments`)).body.items;

describe('queues', () => {
  test('a new case lies in the first queue whose conditions it meets; without queues in none', async () => {
    expect((await counter.caseRow(await written('ada')))['queue_id']).toBeNull();
    const german = await addQueue({ languages: ['de'], place: 0 });
    const rest = await addQueue({ place: 1 });
    expect((await counter.caseRow(await written('bea', 'Wo ist sie?', { locale: 'de-AT' })))['queue_id']).toBe(german);
    expect((await counter.caseRow(await written('cem')))['queue_id']).toBe(rest);
  });
  test('a changed queue takes open cases along, and leaves those a person moved', async () => {
    const [first, second] = [await written('dora'), await written('eva')];
    const mail = await addQueue({ channelIds: [counter.mailId], place: 0 });
    expect(await Promise.all([first, second].map(async (id) => (await counter.caseRow(id))['queue_id']))).toEqual([null, null]);
    expect((await as(ben, 'POST', `/cases/${second}/queue`, { queueId: mail })).body).toMatchObject({ queueId: mail });
    const all = await addQueue({ place: 1 });
    expect((await counter.caseRow(first))['queue_id']).toBe(all);
    expect((await counter.caseRow(second))['queue_id']).toBe(mail);
    expect((await as(ben, 'POST', `/cases/${second}/queue`, { queueId: null })).body).toMatchObject({ queueId: all });
    expect((await shops.lantern.call('DELETE', `/queues/${all}`)).status).toBe(200);
    expect((await counter.caseRow(first))['queue_id']).toBeNull();
  });
  test('two queues of one name, or with a member, channel or topic of another shop, are refused; agents may look and not change', async () => {
    await addQueue({ name: 'Refunds' });
    expect((await shops.lantern.call('POST', '/queues', { name: 'refunds' })).status).toBe(409);
    for (const over of [{ memberIds: [shops.harbour.ownerId] }, { channelIds: [shops.harbour.id] }, { topicIds: [shops.harbour.id] }])
      expect((await shops.lantern.call('POST', '/queues', { name: 'Strangers', ...over })).status).toBe(404);
    expect((await as(ben, 'GET', '/queues')).body.items).toMatchObject([{ name: 'Refunds', openCount: 0 }]);
    expect((await as(ben, 'POST', '/queues', { name: 'Mine' })).status).toBe(403);
    expect((await shops.harbour.call('GET', '/queues')).body.items).toEqual([]);
  });
});

describe('handing out', () => {
  test('a message goes to whoever is on shift and signed in, at once, with the reason; to nobody while nobody is there', async () => {
    await addQueue();
    const caseId = await written('fay');
    await route();
    expect(await holder(caseId)).toBeNull();
    await onShift(ben);
    await route();
    expect(await holder(caseId)).toBeNull();
    await signIn(ben);
    await route();
    expect(await holder(caseId)).toBe(ben.id);
    expect(await assignments(caseId)).toMatchObject([
      {
        memberId: ben.id,
        memberName: 'Ben',
        how: 'pushed',
        because: { place: 'in_time', rank: 1, eligibleCount: 1, because: ['most_room'] },
      },
    ]);
    const next = await written('gil');
    await route();
    expect(await holder(next)).toBe(ben.id);
  });
  test('nobody is given more than fits in their hands; an answered case makes room, and the next one comes by itself', async () => {
    await addQueue();
    await onShift(ben);
    await signIn(ben);
    const cases = [];
    for (const name of ['h1', 'h2', 'h3', 'h4', 'h5']) cases.push(await written(name));
    await route();
    expect(await Promise.all(cases.map(holder))).toEqual([ben.id, ben.id, ben.id, ben.id, null]);
    expect((await as(ben, 'POST', `/cases/${cases[0]}/resolve`)).status).toBe(200);
    await route();
    expect(await holder(cases[4]!)).toBe(ben.id);
  });
  test('a skill the queue needs, a language the customer speaks, and who is away or on leave count', async () => {
    await addQueue({ skills: ['refunds'] });
    for (const person of [ben, cleo]) {
      await onShift(person);
      await signIn(person);
    }
    const caseId = await written('ida');
    await route();
    expect(await holder(caseId)).toBeNull();
    expect((await shops.lantern.call('PATCH', `/agents/${cleo.id}`, { skills: ['refunds'] })).body).toMatchObject({ skills: ['refunds'] });
    await as(cleo, 'POST', '/agents/me/away', { away: true });
    await route();
    expect(await holder(caseId)).toBeNull();
    await as(cleo, 'POST', '/agents/me/away', { away: false });
    await route();
    expect(await holder(caseId)).toBe(cleo.id);
    const leave = { memberId: cleo.id, startsAt: iso(tuesdayAt - hourMs), endsAt: iso(tuesdayAt + hourMs), kind: 'sick' };
    const made = await shops.lantern.call('POST', '/leave', leave);
    expect(made.status).toBe(201);
    expect((await as(ben, 'GET', '/agents/availability')).body.items).toMatchObject([
      { name: 'Ben', availability: 'here', load: 0 },
      { name: 'Cleo', availability: 'on_leave', load: 25 },
      { name: 'Mia', availability: 'off_shift' },
    ]);
    expect((await shops.lantern.call('DELETE', `/leave/${made.body.id}`)).status).toBe(200);
  });
  test('whoever will not be back in time gives back what routing gave them, and keeps what a person gave them', async () => {
    await addQueue();
    await onShift(ben, { hours: 2 });
    await signIn(ben);
    const [pushed, byHand] = [await written('jan'), await written('kai')];
    await shops.lantern.call('POST', `/cases/${byHand}/assign`, { memberId: ben.id });
    await route();
    expect(await holder(pushed)).toBe(ben.id);
    at(tuesdayAt + 2 * hourMs + minuteMs);
    await onShift(cleo);
    await signIn(cleo);
    await route();
    expect([await holder(pushed), await holder(byHand)]).toEqual([cleo.id, ben.id]);
    expect((await assignments(pushed)).map((one: { how: string }) => one.how)).toEqual(['pushed', 'requeued', 'pushed']);
  });
  test('a shift that begins is noticed within the minute, without a message', async () => {
    await addQueue();
    await onShift(ben, { startsIn: 1 });
    at(tuesdayAt + 40 * minuteMs);
    await signIn(ben);
    const caseId = await written('lou');
    await route();
    expect(await holder(caseId)).toBeNull();
    at(tuesdayAt + hourMs + minuteMs);
    await route();
    expect(await holder(caseId)).toBe(ben.id);
  });
  test('eight takers at once: every case has one owner, nobody holds too much, and none is left lying while there is room', async () => {
    await addQueue();
    for (const person of [ben, cleo]) {
      await onShift(person);
      await signIn(person);
    }
    const cases = [];
    for (const name of ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8']) cases.push(await written(name));
    await Promise.all([
      ...Array.from({ length: 4 }, () => route()),
      as(ben, 'POST', '/cases/next'),
      as(cleo, 'POST', '/cases/next'),
      as(ben, 'POST', `/cases/${cases[7]}/resolve`),
      as(cleo, 'POST', `/cases/${cases[6]}/assign`, { memberId: cleo.id }),
    ]);
    await route();
    const held = await shops.lantern.inside((tx) =>
      tx.rows(sql<{ assignee_id: string | null; n: number }>`select assignee_id, count(*)::int as n from tenant."case"
        where workspace_id = ${shops.lantern.id} and state = 'open' group by assignee_id`),
    );
    expect(held.every((row) => row.assignee_id !== null && row.n <= 5)).toBe(true);
    expect(held.reduce((sum, row) => sum + row.n, 0)).toBe(7);
  });
});

describe('taking', () => {
  test('the next one is the one whose time comes first, for those who answer there; then the one after; then none', async () => {
    await addQueue({ handOut: 'pulled', memberIds: [ben.id] });
    const first = await written('nia');
    at(tuesdayAt + hourMs);
    const second = await written('ole');
    expect((await as(cleo, 'POST', '/cases/next')).body).toEqual({ case: null });
    expect((await as(ben, 'POST', '/cases/next')).body.case).toMatchObject({ id: first, assignee: { name: 'Ben' } });
    expect((await as(ben, 'POST', '/cases/next')).body.case).toMatchObject({ id: second });
    expect((await as(ben, 'POST', '/cases/next')).body).toEqual({ case: null });
    expect(await assignments(first)).toMatchObject([{ how: 'taken', memberId: ben.id }]);
    expect((await shops.harbour.call('GET', `/cases/${first}/assignments`)).status).toBe(404);
  });
});

describe('the plan', () => {
  test('nobody is planned for two pools at one time, unless somebody says why', async () => {
    await onShift(ben);
    const live = { memberId: ben.id, pool: 'live', startsAt: iso(tuesdayAt + hourMs), endsAt: iso(tuesdayAt + 2 * hourMs) };
    expect((await shops.lantern.call('POST', '/shifts', live)).body).toMatchObject({ code: 'shift_in_other_pool' });
    expect((await shops.lantern.call('POST', '/shifts', { ...live, pool: 'async' })).body).toMatchObject({ code: 'shift_overlaps' });
    const made = await shops.lantern.call('POST', '/shifts', { ...live, exceptionReason: 'Anna is ill' });
    expect(made.body).toMatchObject({ exceptionReason: 'Anna is ill' });
  });
});
