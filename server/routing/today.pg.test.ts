/** Mia plans Lantern Books for Ben and Cleo and asks what today brings; Ole next door sees none of it. Messages and times told come through intake for real. */
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { Today, TodayWithout } from '@meanwhile/wire/today.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Visitor } from '../accounts/test-web.ts';
import { registerShiftRoutes } from '../channel/shift.routes.ts';
import { callAs, tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerStaffRoutes, registerTodayRoutes } from './routing.ts';
import { dueStatement } from './today.store.ts';

interface Person {
  readonly visitor: Visitor;
  readonly id: string;
}

let shops: TwoShops;
let counter: Counter;
let ben: Person;
let cleo: Person;

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [registerTodayRoutes, registerCaseRoutes, registerStaffRoutes, registerShiftRoutes]) register(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
  ben = await join('Ben');
  cleo = await join('Cleo');
});
afterAll(() => shops.close());
beforeEach(async () => {
  shops.web.base.clock.setNow(tuesdayAt);
  await shops.lantern.inside(async (tx) => {
    await tx.run(sql`update tenant."case" set state = 'resolved', assignee_id = null where workspace_id = ${shops.lantern.id}`);
    await tx.run(sql`delete from tenant.shift where workspace_id = ${shops.lantern.id}`);
    await tx.run(sql`delete from tenant.member_leave where workspace_id = ${shops.lantern.id}`);
    await tx.run(sql`update tenant.member set away_since = null where workspace_id = ${shops.lantern.id}`);
  });
});

async function join(name: string): Promise<Person> {
  const joined = await shops.web.join(shops.lantern.owner, { name, email: `${name.toLowerCase()}@lantern.example`, role: 'agent' });
  const { items } = (await shops.lantern.call('GET', '/agents')).body;
  return { visitor: joined.visitor, id: items.find((one: { name: string }) => one.name === name).id };
}

/** Hours from Tuesday ten o'clock on. */
const hours = (from: number, to: number) => ({ startsAt: iso(tuesdayAt + from * hourMs), endsAt: iso(tuesdayAt + to * hourMs) });

async function onShift(person: Person, from: number, to: number, pool = 'async'): Promise<void> {
  expect((await shops.lantern.call('POST', '/shifts', { memberId: person.id, pool, ...hours(from, to) })).status).toBe(201);
}

/** Somebody who was told an answer by then. */
async function told(name: string, dueInMinutes: number): Promise<string> {
  const caseId = (await counter.message(await counter.chat(name, `Where is my bell? ${name}`)))!.case_id;
  const dueAt = iso(tuesdayAt + dueInMinutes * minuteMs);
  await shops.lantern.inside((tx) =>
    tx.run(sql`update tenant."case" set due_at = ${dueAt}, sort_at = ${dueAt} where workspace_id = ${shops.lantern.id} and id = ${caseId}`),
  );
  return caseId;
}

const today = async (): Promise<Today> => {
  const { status, body } = await shops.lantern.call('GET', '/today');
  expect(status).toBe(200);
  return body;
};
const without = async (people: readonly Person[], until?: string): Promise<TodayWithout> => {
  const end = until === undefined ? '' : `&until=${until}`;
  return (await shops.lantern.call('GET', `/today/without?memberIds=${people.map((one) => one.id).join(',')}${end}`)).body;
};
const ids = (replies: readonly { case: { id: string } }[]): string[] => replies.map((one) => one.case.id);

describe('hours ahead', () => {
  test('an hour shows what is due in it against who is there, until tomorrow’s end; hours without either are left out', async () => {
    await onShift(ben, 0, 6);
    await onShift(cleo, 0.5, 6);
    await onShift(ben, 23, 24);
    await told('ada', 30);
    await told('bea', 40);
    await told('cem', 90);
    const day = await today();
    expect(day).toMatchObject({
      dueCount: 3,
      lateCount: 0,
      willBeLateCount: 0,
      isPlanned: true,
      isCapped: false,
      until: '2026-11-26T00:00:00.000Z',
    });
    expect(day.hours).toHaveLength(7);
    expect(day.hours[0]).toEqual({ startsAt: iso(tuesdayAt), dueCount: 2, lateCount: 0, peopleCount: 1.5, canAnswerCount: 8 });
    expect(day.hours[1]).toMatchObject({ dueCount: 1, peopleCount: 2 });
    expect(day.hours.at(-1)).toMatchObject({ startsAt: iso(tuesdayAt + 23 * hourMs), dueCount: 0, peopleCount: 1 });
    expect(day.figures).toEqual({ minutesPerReply: 6, productiveShare: 0.56, source: 'starter' });
  });
  test('live shifts, leave and whoever is away do not count as people there, and it is said until when', async () => {
    await onShift(ben, 0, 4);
    await onShift(cleo, 0, 3, 'live');
    expect((await today()).hours[0]).toMatchObject({ peopleCount: 1 });
    await callAs(ben.visitor, 'POST', '/agents/me/away', { away: true });
    expect((await today()).hours).toEqual([]);
    await callAs(ben.visitor, 'POST', '/agents/me/away', { away: false });
    await shops.lantern.call('POST', '/leave', { memberId: ben.id, kind: 'sick', ...hours(0, 2) });
    const day = await today();
    expect(day.hours[0]).toMatchObject({ startsAt: iso(tuesdayAt + 2 * hourMs), peopleCount: 1 });
    expect(day.people).toMatchObject([
      { name: 'Ben', availability: 'on_leave', untilAt: iso(tuesdayAt + 2 * hourMs) },
      { name: 'Cleo', availability: 'live_pool', pool: 'live', untilAt: iso(tuesdayAt + 3 * hourMs) },
      { name: 'Mia', availability: 'off_shift', pool: null, untilAt: null },
    ]);
  });
  test('where nobody is planned tomorrow it looks on to the day on which somebody is', async () => {
    await onShift(ben, 0, 2);
    await onShift(ben, 72, 74);
    expect((await today()).until).toBe('2026-11-28T00:00:00.000Z');
  });
});

describe('what will be late', () => {
  test('is what the people planned do not get to by the time told, with when they do', async () => {
    await onShift(ben, 1, 2);
    const ada = await told('ada', 40);
    await told('bea', 75);
    await told('cem', 23 * 60);
    const day = await today();
    expect(ids(day.willBeLate)).toEqual([ada]);
    expect(day.willBeLate[0]).toMatchObject({ case: { id: ada }, dueAt: iso(tuesdayAt + 40 * minuteMs) });
    // Bea is answered first, in time; then Cem's time is still far; Ada, who is late by then, comes last.
    const perReply = (6 * minuteMs) / 0.56;
    expect(Date.parse(day.willBeLate[0]!.doneAt!)).toBeCloseTo(tuesdayAt + hourMs + 3 * perReply, -1);
    expect(day.hours[0]).toMatchObject({ startsAt: iso(tuesdayAt), dueCount: 1, lateCount: 1, peopleCount: 0 });
  });
  test('a time that has passed is late now; a new time told after it counts instead, as long as it is to come', async () => {
    // Told within eight open hours: Wednesday at ten.
    const ada = (await counter.message(await counter.chat('gil', 'Is the lamp in stock?')))!;
    const row = await counter.caseRow(ada.case_id);
    const wednesdayAt = tuesdayAt + 25 * hourMs;
    shops.web.base.clock.setNow(wednesdayAt);
    await onShift(ben, 25, 31);
    expect(await today()).toMatchObject({ lateCount: 1, late: [{ case: { id: ada.case_id } }], willBeLateCount: 0 });
    const [first] = await counter.told(row['conversation_id'] as string);
    const againAt = wednesdayAt + 2 * hourMs;
    await shops.lantern.inside(async (tx) => {
      await tx.run(
        sql`update tenant.commitment set ending = 'broken', ended_at = due_at where workspace_id = ${shops.lantern.id} and id = ${first!.id}`,
      );
      await tx.run(sql`insert into tenant.commitment (workspace_id, id, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at,
          basis, policy_id, policy_version, calendar_id, calendar_version, after_id)
        select workspace_id, ${shops.web.base.platform.clock.newId<'commitment'>()}, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place,
          ${iso(wednesdayAt)}, ${iso(againAt)}, basis, policy_id, policy_version, calendar_id, calendar_version, id
        from tenant.commitment where workspace_id = ${shops.lantern.id} and id = ${first!.id}`);
    });
    const day = await today();
    expect(day).toMatchObject({ lateCount: 0, late: [] });
    expect(day.hours.find((hour) => hour.dueCount > 0)).toMatchObject({ startsAt: iso(againAt) });
  });
  test('nothing is said of it where nobody plans shifts', async () => {
    await told('ada', 30);
    expect(await today()).toMatchObject({ isPlanned: false, dueCount: 1, willBeLateCount: 0, hours: [{ dueCount: 1, peopleCount: 0 }] });
  });
});

describe('without some of them', () => {
  test('the replies at risk are named: in their hands, or too many for those left; what is late anyway is not', async () => {
    await onShift(ben, 0, 6);
    await onShift(cleo, 0, 6);
    const names = ['ada', 'bea', 'cem', 'dora', 'eva', 'fay'];
    const cases: string[] = [];
    for (const [n, name] of names.entries()) cases.push(await told(name, 10 * (n + 1)));
    await callAs(cleo.visitor, 'POST', `/cases/${cases[5]}/assign`, { memberId: cleo.id });
    expect(await today()).toMatchObject({ willBeLateCount: 0 });

    const oneGone = await without([cleo]);
    expect(oneGone).toMatchObject({ isPlanned: true, until: '2026-11-25T00:00:00.000Z' });
    expect(oneGone.atRisk.map(({ why }) => why)).toContain('too_few_people');
    expect(oneGone.atRisk.find((one) => one.case.id === cases[5])).toMatchObject({
      why: 'in_their_hands',
      case: { assignee: { name: 'Cleo' } },
    });

    const bothGone = await without([ben, cleo]);
    expect(ids(bothGone.atRisk)).toEqual(cases);
    expect(bothGone.atRiskCount).toBe(6);
    expect(bothGone.atRisk[0]).toMatchObject({ doneAt: null, why: 'too_few_people' });

    // What was reckoned is what comes true once they are on leave.
    for (const person of [ben, cleo])
      expect(
        (
          await shops.lantern.call('POST', '/leave', {
            memberId: person.id,
            kind: 'sick',
            startsAt: iso(tuesdayAt),
            endsAt: bothGone.until,
          })
        ).status,
      ).toBe(201);
    expect(ids((await today()).willBeLate)).toEqual(cases);
    expect(await without([ben, cleo])).toMatchObject({ atRiskCount: 0 });
  });
  test('somebody of another shop, nobody at all and an end before the beginning are refused; agents may ask, strangers see nothing', async () => {
    await onShift(ben, 0, 6);
    await told('ada', 30);
    expect((await callAs(ben.visitor, 'GET', `/today/without?memberIds=${cleo.id}`)).status).toBe(200);
    expect((await shops.lantern.call('GET', `/today/without?memberIds=${shops.harbour.ownerId}`)).status).toBe(404);
    for (const query of ['', '?memberIds=', '?memberIds=ben', `?memberIds=${ben.id}&until=${iso(tuesdayAt)}`])
      expect((await shops.lantern.call('GET', `/today/without${query}`)).status).toBe(400);
    expect((await shops.harbour.call('GET', '/today')).body).toMatchObject({ dueCount: 0, hours: [], people: [{ name: 'Ole' }] });
    expect((await shops.harbour.call('GET', `/today/without?memberIds=${ben.id}`)).status).toBe(404);
  });
});

test('what falls due comes out of an index in its order, and the ledger is asked only for what is late', async () => {
  const plan = await shops.lantern.inside(async (tx) => {
    await tx.run(sql`set local enable_seqscan = off`);
    await tx.run(sql`set local enable_bitmapscan = off`);
    return tx.rows(sql`explain ${dueStatement(shops.lantern.id, { at: tuesdayAt, untilAt: tuesdayAt + 48 * hourMs, most: 10 })}`);
  });
  const lines = JSON.stringify(plan);
  expect(lines).toContain('using case_next');
  expect(lines).toMatch(/One-Time Filter: \(\(c\.due_at < /);
  expect(lines).not.toContain('Sort');
});
