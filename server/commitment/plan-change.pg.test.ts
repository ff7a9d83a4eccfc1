/** Shifts are taken away and opening hours change at a shop that tells its customers a time it can keep: what would break that time needs a reason, for fourteen days. */
import { dayMs, hourMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import type { Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerCalendarRoutes } from './calendar.routes.ts';
import { registerPolicyRoutes } from './policy.routes.ts';
import { beforeSurge, surgeAt } from './surge.fixture.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerChannelRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
    registerPolicyRoutes(web.app, http);
    registerCalendarRoutes(web.app, http);
  });
  counter = await beforeSurge(shops);
  nextTuesdayId = await plan(7);
  await plan(8);
  await within(7);
});
afterAll(() => shops.close());

const because = 'Ole comes back on Monday.';
const until = iso(surgeAt + 14 * dayMs);
let nextTuesdayId: string;
/** Mia, nine to five. Fifty-two messages came this Tuesday at ten, and as many are expected on the next ones. */
async function plan(n: number): Promise<string> {
  const hour = (of: number): string => iso(tuesdayAt - 10 * hourMs + n * dayMs + of * hourMs);
  const shift = { memberId: shops.lantern.ownerId, pool: 'async', startsAt: hour(9), endsAt: hour(17) };
  return (await shops.lantern.call('POST', '/shifts', shift)).body.id;
}
const planned = async (): Promise<{ id: string }[]> => (await shops.lantern.call('GET', '/shifts')).body.items;
async function within(hours: number): Promise<void> {
  const body = { name: 'By the clock', calendarId: counter.calendarId, replyWithinMinutes: hours * 60 };
  expect((await shops.lantern.call('PUT', `/commitment-policies/${counter.policyId}`, body)).status).toBe(200);
}
const remove = (id: string, why?: string) =>
  shops.lantern.call('DELETE', `/shifts/${id}${why === undefined ? '' : `?${new URLSearchParams({ keptBecause: why })}`}`);
const staffed = async () => (await shops.lantern.call('GET', `/channels/${counter.messengerId}/gate`)).body.staffed;
const overrides = async () => (await shops.lantern.call('GET', '/gates')).body.overrides as Record<string, unknown>[];
const lastPayload = async (type: string) =>
  (await shops.lantern.inside((tx) =>
    tx.row(
      sql<{
        payload: object;
      }>`select payload from tenant.event where workspace_id = ${shops.lantern.id} and type = ${type} order by n desc limit 1`,
    ),
  ))!.payload;

test('a shift without which the time told can no longer be kept stays until somebody says why; then the channels that tell it are open with that reason, for fourteen days', async () => {
  expect(await staffed()).toMatchObject({ passes: true, basis: 'measured' });
  const refused = await remove(nextTuesdayId);
  expect(refused).toMatchObject({
    status: 422,
    body: { code: 'reply_time_unkeepable', findings: [{ toldMinutes: 7 * 60, achievableMinutes: 10 * 60 }] },
  });
  expect(refused.body.findings[0].lateInHundred).toBeGreaterThan(5);
  // Nothing came of it.
  expect(await planned()).toContainEqual(expect.objectContaining({ id: nextTuesdayId }));
  expect([await staffed(), await overrides()]).toMatchObject([{ passes: true }, []]);

  expect((await remove(nextTuesdayId, because)).status).toBe(200);
  expect(await staffed()).toMatchObject({ passes: false, why: 'too_late' });
  const held = await overrides();
  expect(held.map((one) => one['channelId']).toSorted()).toEqual([counter.messengerId, counter.mailId].toSorted());
  expect(held).toMatchObject([
    { because, by: 'Mia', until },
    { because, by: 'Mia', until },
  ]);
  expect(await lastPayload('shift.changed')).toMatchObject({ removed: true, publishedInSpite: { because, toldMinutes: 7 * 60 } });
  // What is past keeping holds up no further change.
  expect((await remove((await planned()).at(-1)!.id)).status).toBe(200);
});

test('longer opening hours bring the time told nearer: they are saved with a reason alone, and a name or a closed day asks nobody', async () => {
  const { lantern } = shops;
  await plan(8);
  await within(10);
  expect(await staffed()).toMatchObject({ passes: true, basis: 'measured' });
  const path = `/calendars/${counter.calendarId}`;
  const [{ weekly, zone }] = (await lantern.call('GET', '/calendars')).body.items.filter(
    (one: { id: string }) => one.id === counter.calendarId,
  );
  const save = (over: object) => lantern.call('PUT', path, { name: 'Open', zone, weekly, exceptions: {}, exceptionNames: {}, ...over });
  expect((await save({ name: 'Our hours' })).body).toMatchObject({ version: 2 });
  expect((await save({ exceptions: { '2026-12-24': [] } })).body).toMatchObject({ version: 3 });
  const always = Object.fromEntries(Object.keys(weekly).map((day) => [day, [{ open: '00:00', close: '24:00' }]]));
  const refused = await save({ weekly: always });
  expect(refused).toMatchObject({ status: 422, body: { code: 'reply_time_unkeepable', findings: [{ toldMinutes: 10 * 60 }] } });
  expect((await lantern.call('GET', '/calendars')).body.items).toContainEqual(
    expect.objectContaining({ id: counter.calendarId, version: 3 }),
  );
  expect((await save({ weekly: always, keptBecause: 'We try nights.' })).body).toMatchObject({ version: 4 });
  expect(await overrides()).toMatchObject([{ because: 'We try nights.' }, { because: 'We try nights.' }]);
  expect(await lastPayload('calendar.changed')).toMatchObject({ publishedInSpite: { because: 'We try nights.' } });
});

test('a shorter reply time published with a reason stands on Today like any other override; the shop next door is asked nothing', async () => {
  const { lantern, harbour } = shops;
  const body = { name: 'Within an hour', calendarId: counter.calendarId, replyWithinMinutes: 60 };
  const path = `/commitment-policies/${counter.policyId}`;
  expect((await lantern.call('PUT', path, body)).body.code).toBe('reply_time_unkeepable');
  expect((await lantern.call('PUT', path, { ...body, keptBecause: 'Two more people begin.' })).status).toBe(200);
  expect(await overrides()).toMatchObject([{ because: 'Two more people begin.', until }, { because: 'Two more people begin.' }]);
  expect((await harbour.call('GET', '/gates')).body.overrides).toEqual([]);
  expect((await harbour.call('DELETE', `/shifts/${(await planned())[0]!.id}`)).status).toBe(404);
});
