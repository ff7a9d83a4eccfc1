/** Is a channel live only while somebody is there, as the evidence shows, whoever asks and whatever dies? */
import { hourMs, minuteMs, secondMs } from '@meanwhile/core/kernel/instant.ts';
import { periodsOf } from '@meanwhile/core/stance/stance-periods.ts';
import type { ChannelStance } from '@meanwhile/wire/live.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { twoShops, tuesdayAt, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerStaffRoutes } from '../routing/routing.ts';
import { askStance, lookAtStances, registerStanceRoutes } from './live.ts';

let shops: TwoShops;
let counter: Counter;
let startAt: number;

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerChannelRoutes(web.app, http);
    registerStanceRoutes(web.app, http);
    registerStaffRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops?.close());
// Each test has an hour of its own, on a shift of Mia's.
beforeEach(async () => {
  startAt = (startAt ?? tuesdayAt) + 2 * hourMs;
  goTo(startAt);
  await shops.lantern.inside((tx) => tx.run(sql`delete from tenant.shift where workspace_id = ${shops.lantern.id}`));
  await setInput(null);
  await allow(true);
});

const goTo = (at: number) => shops.web.base.clock.setNow(at);
const setInput = (at: number | null): Promise<void> =>
  shops.lantern.inside(async (tx) => {
    const input = at === null ? null : iso(at);
    await tx.run(
      sql`update tenant.member set input_at = ${input}::timestamptz, away_since = null where workspace_id = ${shops.lantern.id} and id = ${shops.lantern.ownerId}`,
    );
  });
const allow = async (mayBeLive: boolean) =>
  expect((await shops.lantern.call('PATCH', `/channels/${counter.messengerId}`, { mayBeLive })).status).toBe(200);
const onShift = async (fromAt = startAt, toAt = startAt + hourMs) => {
  const shift = { memberId: shops.lantern.ownerId, pool: 'live', startsAt: iso(fromAt), endsAt: iso(toAt) };
  const made = await shops.lantern.call('POST', '/shifts', shift);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id as string;
};
/** The worker looks now. */
const look = async () => {
  await shops.lantern.inside((tx) => askStance(tx, shops.lantern.id, shops.web.base.platform.clock.nowAt()));
  await lookAtStances(shops.web.base.platform);
};
const stance = async (channelId = counter.messengerId): Promise<ChannelStance> =>
  (await shops.lantern.call('GET', `/channels/${channelId}/stance`)).body;
const now = async (channelId?: string) => {
  const { mode, because } = (await stance(channelId)).now;
  return `${mode}: ${because}`;
};
const there = async () => {
  await onShift();
  await setInput(startAt);
  await look();
  expect(await now()).toBe('live: people_waiting');
};

test('a messenger that may be is live while Mia is on her live shift and at the keyboard, and mail never is', async () => {
  await there();
  expect(await now(counter.mailId)).toBe('async: not_allowed');
  const mail = await shops.lantern.call('PATCH', `/channels/${counter.mailId}`, { mayBeLive: true });
  expect(mail.status).toBe(400);
  expect((await shops.lantern.call('GET', `/channels/${counter.messengerId}`)).body.stance.mode).toBe('live');
});

test.each<[string, () => Promise<void>, string]>([
  ['without a live shift', () => setInput(startAt), 'async: no_shift'],
  ['on a live shift without input', async () => void (await onShift()), 'async: no_input'],
])('%s it replies later', async (_, prepare, expected) => {
  await prepare();
  await look();
  expect(await now()).toBe(expected);
});

test('it is not live where no manager has allowed it', async () => {
  await there();
  await allow(false);
  expect(await now()).toBe('async: not_allowed');
});

test.each<[string, () => Promise<void>, string]>([
  ['her input is two minutes old', async () => goTo(startAt + 2 * minuteMs + 1), 'async: no_input'],
  ['her shift is over', async () => goTo(startAt + hourMs), 'async: no_shift'],
  ['her shift is taken out of the plan', async () => dropShifts(), 'async: no_shift'],
  ['she says that she is away', async () => void (await shops.lantern.call('POST', '/agents/me/away', { away: true })), 'async: no_input'],
  ['she is on leave', async () => putOnLeave(), 'async: no_input'],
  ['nobody looks any more, as when the worker was killed', async () => goTo(startAt + 41 * secondMs), 'async: not_looked'],
])('it is over at once, without another look, when %s', async (_, leave, expected) => {
  await there();
  await leave();
  expect(await now()).toBe(expected);
  await shops.lantern.inside((tx) => tx.run(sql`delete from tenant.member_leave where workspace_id = ${shops.lantern.id}`));
});

test('what the worker kept says by itself until when it was live, and what came then', async () => {
  await there();
  for (let at = startAt; at <= startAt + 3 * minuteMs; at += 10 * secondMs) {
    goTo(at);
    await look();
  }
  // The worker is dead for a while; Mia comes back with it.
  goTo(startAt + 20 * minuteMs);
  await setInput(startAt + 20 * minuteMs);
  await look();
  goTo(startAt + 21 * minuteMs);
  const { periods } = await stance();
  expect(periods.filter((one) => one.from >= iso(startAt))).toEqual([
    { from: iso(startAt), until: iso(startAt + 2 * minuteMs + 1), mode: 'live', because: 'people_waiting' },
    { from: iso(startAt + 2 * minuteMs + 1), until: iso(startAt + 20 * minuteMs), mode: 'async', because: 'no_input' },
    { from: iso(startAt + 20 * minuteMs), until: iso(startAt + 20 * minuteMs + 40 * secondMs), mode: 'live', because: 'people_waiting' },
    { from: iso(startAt + 20 * minuteMs + 40 * secondMs), until: null, mode: 'async', because: 'not_looked' },
  ]);
});

test('all periods that were kept follow from the evidence that was kept, for every channel', async () => {
  await there();
  let at = startAt;
  // An hour in which she types now and then, goes, comes back, and the worker sleeps twice.
  for (const [step, typed] of [20, 35, 15, 90, 10, 200, 30, 30, 130, 12, 300, 25].entries()) {
    at += typed * secondMs;
    goTo(at);
    if (step % 3 !== 2) await setInput(at);
    if (step === 7) await allow(false);
    if (step === 9) await allow(true);
    await look();
  }
  const { id } = shops.lantern;
  const channels = await shops.lantern.inside((tx) =>
    tx.rows(sql<{ channel_id: string }>`select distinct channel_id from tenant.stance_evidence where workspace_id = ${id}`),
  );
  expect(channels.length).toBeGreaterThanOrEqual(2);
  for (const { channel_id } of channels) {
    const looks = await shops.lantern.inside((tx) =>
      tx.rows(
        sql<{
          at: number;
          facts: Parameters<typeof periodsOf>[0][number]['facts'];
        }>`select seen_at as at, facts from tenant.stance_evidence where workspace_id = ${id} and channel_id = ${channel_id} order by seen_at`,
      ),
    );
    const kept = await shops.lantern.inside((tx) =>
      tx.rows(
        sql`select from_at as "fromAt", until_at as "untilAt", mode, because from tenant.stance_period where workspace_id = ${id} and channel_id = ${channel_id} order by from_at`,
      ),
    );
    expect(kept).toEqual(periodsOf(looks));
  }
});

test('evidence is only ever added, and no period is rewritten', async () => {
  await there();
  const refused = (statement: ReturnType<typeof sql>): Promise<void> =>
    expect(shops.lantern.inside((tx) => tx.run(statement))).rejects.toThrow(/permission denied/);
  await refused(sql`update tenant.stance_evidence set facts = '{}' where workspace_id = ${shops.lantern.id}`);
  await refused(sql`delete from tenant.stance_evidence where workspace_id = ${shops.lantern.id}`);
  await refused(sql`update tenant.stance_period set mode = 'live' where workspace_id = ${shops.lantern.id}`);
  await refused(sql`delete from tenant.stance_period where workspace_id = ${shops.lantern.id}`);
});

test('two workers that look at once keep one look', async () => {
  await onShift();
  await setInput(startAt);
  await shops.lantern.inside((tx) => askStance(tx, shops.lantern.id, startAt));
  const { platform } = shops.web.base;
  await Promise.all([lookAtStances(platform), lookAtStances(platform), lookAtStances(platform)]);
  const { looks } = await stance();
  expect(looks.filter((one) => one.at === iso(startAt))).toHaveLength(1);
});

test('“I’m live” is a shift of one’s own from now on, beside the plan only with a reason, and its end takes nothing out of the plan', async () => {
  const planned = { memberId: shops.lantern.ownerId, pool: 'async', startsAt: iso(startAt - hourMs), endsAt: iso(startAt + hourMs) };
  expect((await shops.lantern.call('POST', '/shifts', planned)).status).toBe(201);
  expect((await shops.lantern.call('POST', '/agents/me/live', { live: true })).body).toMatchObject({ code: 'shift_in_other_pool' });
  const said = { live: true, minutes: 30, exceptionReason: 'Many in the chat' };
  const { body } = await shops.lantern.call('POST', '/agents/me/live', said);
  expect(body.shift).toMatchObject({
    pool: 'live',
    byHand: true,
    exceptionReason: 'Many in the chat',
    endsAt: iso(startAt + 30 * minuteMs),
  });
  expect((await shops.lantern.call('POST', '/agents/me/live', said)).body).toEqual(body);
  expect((await shops.lantern.call('GET', '/agents/availability')).body.items[0]).toMatchObject({ availability: 'live_pool' });
  await setInput(startAt);
  await look();
  expect(await now()).toBe('live: people_waiting');
  goTo(startAt + minuteMs);
  expect((await shops.lantern.call('POST', '/agents/me/live', { live: false })).body).toEqual({ shift: null });
  expect(await now()).toBe('async: no_shift');
  const shifts = (await shops.lantern.call('GET', `/shifts?from=${iso(startAt)}&to=${iso(startAt + hourMs)}`)).body.items;
  expect(shifts.map((one: { pool: string; endsAt: string }) => [one.pool, one.endsAt]).toSorted()).toEqual([
    ['async', iso(startAt + hourMs)],
    ['live', iso(startAt + minuteMs)],
  ]);
  expect((await shops.lantern.call('GET', '/agents/me/live')).body).toEqual({ shift: null });
});

const dropShifts = async (): Promise<void> => {
  for (const { id } of (await shops.lantern.call('GET', '/shifts')).body.items)
    expect((await shops.lantern.call('DELETE', `/shifts/${id}`)).status).toBe(200);
};
const putOnLeave = async (): Promise<void> => {
  const leave = { memberId: shops.lantern.ownerId, startsAt: iso(startAt - minuteMs), endsAt: iso(startAt + hourMs), kind: 'sick' };
  expect((await shops.lantern.call('POST', '/leave', leave)).status).toBe(201);
};
