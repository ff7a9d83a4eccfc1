/**
 * The same days of a shop, undisturbed and disturbed: the server down over due times, the clock set forward and back, the night in which the
 * clocks change, another time zone for the opening hours. Two dozen customers write and are answered, soon, late or hardly in time.
 */
import { localInstant } from '@meanwhile/core/calendar/compile.ts';
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twoShops, type Shop, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { casesById } from '../case/case.ts';
import { stoppedAutomatic } from '../delivery/delivery.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { wakeDue } from '../reply/reply.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerCalendarRoutes } from './calendar.routes.ts';
import { caseClocks } from './clock.ts';
import { judgeDue, tellNewTimes } from './commitment.ts';
import { registerPolicyRoutes } from './policy.routes.ts';

let shops: TwoShops;
beforeAll(async () => {
  shops = await twoShops(
    (web, http) => {
      registerCaseRoutes(web.app, http);
      registerReplyRoutes(web.app, http);
      registerCalendarRoutes(web.app, http);
      registerPolicyRoutes(web.app, http);
    },
    { nowAt: Date.UTC(2026, 1, 2, 8) },
  );
});
afterAll(() => shops.close());

/** Days 0 and 1 are open and busy; on day 2 nobody writes or answers; on day 3 what is left is answered. */
const slots = [0, 1, 2, 3].flatMap((day) => [0, 2, 7, 9, 10, 11, 13, 14, 15, 16, 18, 21].map((hour) => ({ day, hour })));
type Slot = (typeof slots)[number];

const people = Array.from({ length: 24 }, (_, index) => `Customer ${index + 1}`);
/** Each writes once on the first two days, every third again; answered an hour later, the next morning, or on day 3. */
function deedsIn({ day, hour }: Slot): { readonly writes: string[]; readonly answers: string[] } {
  const busy = [9, 10, 11, 13, 14, 15, 16, 18, 21];
  const place = (slot: Slot): number => slot.day * busy.length + busy.indexOf(slot.hour);
  const writesAt = (index: number): number => (index * 5) % (2 * busy.length - 1);
  const answersAt = (index: number): number => [writesAt(index) + 1, writesAt(index) + 4, 3 * busy.length + (index % 3)][index % 3]!;
  const isBusy = busy.includes(hour) && day !== 2;
  const here = place({ day, hour });
  const settled = (index: number): number => (answersAt(index) >= 2 * busy.length ? 3 * busy.length + (index % 3) : answersAt(index));
  return {
    writes: isBusy && day < 2 ? people.filter((_, index) => writesAt(index) === here) : [],
    answers: isBusy ? people.filter((_, index) => settled(index) === here) : [],
  };
}

interface Disturbed {
  readonly name: string;
  instantOf(slot: Slot): number;
  readonly zone?: string;
  /** Before the shop's loops run in this slot. False: they do not run. */
  before?(slot: Slot, shop: Shop, counter: Counter): Promise<boolean>;
}

/** What was told, by its message, with its ending; and the clocks of every case. */
interface Story {
  readonly ledger: { key: string; words: string; told_at: number; due_at: number; ending: string | null; ended_at: number | null }[];
  readonly clocks: {
    key: string;
    kind: string;
    startAt: number;
    dueAt: number | null;
    breachedAt: number | null;
    endedAt: number | null;
    usedMs: number;
  }[];
  readonly newTimes: number;
}

const at = (ms: number): void => shops.web.base.clock.setNow(ms);

async function live(days: Disturbed): Promise<Story> {
  const { platform } = shops.web.base;
  at(days.instantOf({ day: 0, hour: 0 }) - dayMs);
  const made = await shops.web.workspace(days.name, { name: 'Mia', email: `mia@${days.name.replaceAll(' ', '-')}.example` });
  const shop: Shop = {
    id: made.id,
    ownerId: made.ownerId,
    owner: made.owner,
    call: (method, path, body, headers) => made.owner.send(method as 'GET', `/api/v1${path}`, body, headers),
    inside: (work) => inWorkspace(platform.pool, made.id, work),
  };
  const counter = await openCounter(shops, shop, `help@${days.name.replaceAll(' ', '-')}.example`);
  if (days.zone !== undefined) await setZone(shop, counter, days.zone);
  const caseIds = new Map<string, string>();
  for (const slot of slots) {
    const slotAt = days.instantOf(slot);
    at(slotAt);
    if ((await days.before?.(slot, shop, counter)) ?? true) await loops();
    at(slotAt);
    const { writes, answers } = deedsIn(slot);
    const taken = [];
    for (const [index, name] of writes.entries()) {
      at(slotAt + index * minuteMs);
      taken.push({ name, id: await counter.takeChat(name, `${name} asks`) });
    }
    await counter.process();
    for (const { name, id } of taken) caseIds.set(name, (await counter.message(id))!.case_id);
    at(slotAt + 30 * minuteMs);
    for (const name of answers) {
      const answer = await shop.call('POST', '/messages', { caseId: caseIds.get(name), text: 'Here it is.', undoMs: 0 });
      expect([name, answer.body.code]).toEqual([name, undefined]);
    }
  }
  await loops();
  const nowAt = platform.clock.nowAt();
  return shop.inside(async (tx) => {
    const rows = await tx.rows(sql<Story['ledger'][number] & { after_id: string | null }>`
      select m.text as key, c.words, c.told_at, c.due_at, c.ending, c.ended_at, c.after_id from tenant.commitment c
      join tenant.message m on m.workspace_id = c.workspace_id and m.id = c.message_id where c.workspace_id = ${shop.id} order by m.text, c.told_at`);
    const clocks: Story['clocks'] = [];
    for (const [key, caseId] of [...caseIds].toSorted()) {
      const { readings } = await caseClocks({ tx, workspaceId: shop.id, at: nowAt }, (await casesById(tx, shop.id, [caseId]))[0]!);
      for (const { kind, startAt, dueAt, breachedAt, endedAt, consumedMs } of readings.filter((one) => one.kind.endsWith('_response')))
        clocks.push({ key, kind, startAt, dueAt, breachedAt, endedAt, usedMs: consumedMs });
    }
    const ledger = rows
      .filter((row) => row.after_id === null)
      .map(({ key, words, told_at, due_at, ending, ended_at }) => ({ key, words, told_at, due_at, ending, ended_at }));
    return { ledger, clocks, newTimes: rows.length - ledger.length };
  });
}

async function loops(): Promise<void> {
  const { platform } = shops.web.base;
  while ((await judgeDue(platform)) > 0);
  await tellNewTimes(platform, { stoppedMail: stoppedAutomatic });
  await wakeDue(platform);
}

async function setZone(shop: Shop, counter: Counter, zone: string): Promise<void> {
  const day = [{ open: '09:00', close: '17:00' }];
  const weekly = { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [], 7: [] };
  const answer = await shop.call('PUT', `/calendars/${counter.calendarId}`, {
    name: 'Open',
    zone,
    weekly,
    exceptions: {},
    exceptionNames: {},
  });
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
}

/** Monday to Thursday. */
const inUtc = ({ day, hour }: Slot): number => Date.UTC(2026, 1, 9) + day * dayMs + hour * hourMs;
const isDown = ({ day }: Slot): boolean => day === 2;

test('a day without the server, a clock set forward and back, and another zone end every time told as an undisturbed day does', async () => {
  const calm = await live({ name: 'Calm', instantOf: inUtc });
  const endings = Map.groupBy(calm.ledger, (row) => row.ending);
  expect([calm.ledger.length, calm.newTimes > 3]).toEqual([24, true]);
  expect([...endings.keys()].toSorted()).toEqual(['broken', 'kept']);
  // Some of them ran out while nobody was there.
  expect(calm.ledger.filter((row) => row.ending === 'broken' && row.ended_at! >= inUtc({ day: 2, hour: 0 })).length).toBeGreaterThan(3);

  const down = await live({ name: 'Down', instantOf: inUtc, before: async (slot) => !isDown(slot) });
  expect(down.ledger).toEqual(calm.ledger);
  expect(down.clocks).toEqual(calm.clocks);

  // Forward by an hour in the night, and back by two at noon while nobody writes.
  const stepped = await live({
    name: 'Stepped',
    instantOf: inUtc,
    async before(slot) {
      const stepMs = slot.hour === 0 ? hourMs : slot.day === 2 && slot.hour === 13 ? -2 * hourMs : 0;
      at(inUtc(slot) + stepMs);
      await loops();
      at(inUtc(slot));
      return true;
    },
  });
  expect(stepped.ledger).toEqual(calm.ledger);
  expect(stepped.clocks).toEqual(calm.clocks);

  const moved = await live({
    name: 'Moved',
    instantOf: inUtc,
    async before(slot, shop, counter) {
      if (slot.day === 2 && slot.hour === 0) await setZone(shop, counter, 'Asia/Tokyo');
      return true;
    },
  });
  expect(moved.ledger).toEqual(calm.ledger);
  // Clocks are ours: what had ended stays as it ended, what ran on did so in the new hours.
  const before = ({ clocks }: Story) => clocks.filter((one) => one.endedAt! < inUtc({ day: 2, hour: 0 }));
  expect(before(moved)).toEqual(before(calm));
  expect(moved.clocks).not.toEqual(calm.clocks);
});

test('over the night in which the clocks change, every wall clock says what it says in any other week', async () => {
  const from = (thursday: number) => (slot: Slot) => {
    const date = thursday + slot.day + (slot.day >= 2 ? 2 : 0);
    return localInstant(`2026-03-${String(date).padStart(2, '0')}T${String(slot.hour).padStart(2, '0')}:00`, 'Europe/Berlin');
  };
  const changeAt = Date.UTC(2026, 2, 29, 1);
  const wall = (at: number | null): number | null => (at === null ? null : at + (at < changeAt ? hourMs : 2 * hourMs));
  const shown = ({ ledger, clocks }: Story, weeks: number) => ({
    ledger: ledger.map(({ key, told_at: toldAt, due_at: dueAt, ending, ended_at: endedAt }) => ({
      key,
      ending,
      times: [toldAt, dueAt, endedAt].map((one) => wall(one)! - weeks * 7 * dayMs),
    })),
    clocks: clocks.map(({ startAt, dueAt, breachedAt, endedAt, ...one }) => ({
      ...one,
      times: [startAt, dueAt, breachedAt, endedAt].map((time) => (time === null ? null : wall(time)! - weeks * 7 * dayMs)),
    })),
  });
  const zone = 'Europe/Berlin';
  const usual = shown(await live({ name: 'Usual week', instantOf: from(12), zone }), 0);
  const changed = shown(await live({ name: 'Changed week', instantOf: from(26), zone }), 2);
  expect(usual.ledger).toHaveLength(24);
  expect(changed).toEqual(usual);
});
