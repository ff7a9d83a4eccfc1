/** Do the starter opening hours move with the shop? Until somebody has touched them; what was told by the old ones stays. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastEvent, tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerCalendarRoutes } from '../commitment/calendar.routes.ts';

let shops: TwoShops;
beforeAll(async () => {
  shops = await twoShops((web, http) => registerCalendarRoutes(web.app, http));
});
afterAll(() => shops.close());

const calendar = async (shop: 'lantern' | 'harbour') => (await shops[shop].call('GET', '/calendars')).body.items[0];
const moveTo = async (shop: 'lantern' | 'harbour', zone: string): Promise<void> =>
  expect((await shops[shop].call('PATCH', '/workspaces/current', { zone })).status).toBe(200);

test('opening hours that nobody has touched follow the shop to its time zone, twice if need be', async () => {
  expect(await calendar('lantern')).toMatchObject({ version: 1, zone: 'UTC' });
  await moveTo('lantern', 'Europe/Berlin');
  expect(await calendar('lantern')).toMatchObject({
    version: 2,
    zone: 'Europe/Berlin',
    weekly: { 1: [{ open: '09:00', close: '17:00' }], 7: [] },
  });
  expect((await lastEvent(shops.lantern, 'calendar.changed'))!.payload['calendar']).toEqual(await calendar('lantern'));
  await moveTo('lantern', 'Europe/Berlin');
  expect((await shops.lantern.call('PATCH', '/workspaces/current', { name: 'Lantern' })).status).toBe(200);
  expect(await calendar('lantern')).toMatchObject({ version: 2 });
  shops.web.base.clock.setNow(tuesdayAt + 1_000);
  await moveTo('lantern', 'Europe/Lisbon');
  expect(await calendar('lantern')).toMatchObject({ version: 3, zone: 'Europe/Lisbon' });
  expect(await calendar('harbour')).toMatchObject({ version: 1, zone: 'UTC' });
});

test('opening hours that somebody has set stay where they were set', async () => {
  const { id, name, zone, weekly } = await calendar('harbour');
  const changed = { name, zone, weekly: { ...weekly, 6: [{ open: '10:00', close: '14:00' }] } };
  expect((await shops.harbour.call('PUT', `/calendars/${id}`, changed)).status).toBe(200);
  await moveTo('harbour', 'Europe/Berlin');
  expect(await calendar('harbour')).toMatchObject({ version: 2, zone: 'UTC' });
});
