/** What became of the checks' findings: Mia and Noor answer at Lantern Books; how often a check is right is counted, and not whose answer it was. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { callAs, tuesdayAt, twoShops, writtenThread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerCraftRoutes } from './craft.routes.ts';
import { registerReplyRoutes } from './reply.routes.ts';

let shops: TwoShops;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerReplyRoutes(web.app, http);
    registerCraftRoutes(web.app, http);
  });
});
afterAll(() => shops.close());

const rates = async (days = 30) => {
  const { items } = (await shops.lantern.call('GET', `/craft/rates?days=${days}`)).body;
  return Object.fromEntries(items.map(({ check, ...rest }: { check: string }) => [check, rest]));
};
const none = { shown: 0, followed: 0, waved: 0, left: 0, reasons: { said: 0, fine: 0, other: 0 } };

test('a manager sees how often each check was followed, waved away and left; each answer counts once, and no row says whose it was', async () => {
  const { lantern, harbour, web } = shops;
  const { caseId } = await writtenThread(shops, lantern, { name: 'Jonas', email: 'jonas@post.example', text: 'Where is my bell?' });
  const noor = (await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' })).visitor;
  const sent = await lantern.call('POST', '/messages', { caseId, text: 'It is on its way.' });
  expect(sent.status).toBe(201);
  const path = `/messages/${sent.body.id}/craft`;
  const findings = [
    { check: 'liveWords', outcome: 'followed' },
    { check: 'greeting', outcome: 'waved' },
    { check: 'greeting', outcome: 'left' },
    { check: 'late', outcome: 'waved', reason: 'fine' },
  ];
  // An answer of somebody else's counts for nothing.
  expect((await callAs(noor, 'PUT', path, { findings })).status).toBe(200);
  expect(await rates()).toMatchObject({ liveWords: none, greeting: none });
  for (let time = 0; time < 2; time += 1) expect((await lantern.call('PUT', path, { findings })).status).toBe(200);
  const counted = await rates();
  expect(counted).toMatchObject({
    liveWords: { ...none, isOn: true, shown: 1, followed: 1 },
    greeting: { ...none, shown: 2, waved: 1, left: 1 },
    late: { ...none, shown: 1, waved: 1, reasons: { ...none.reasons, fine: 1 } },
    question: { ...none, isOn: false },
  });
  expect((await harbour.call('GET', '/craft/rates')).body.items.every((one: { shown: number }) => one.shown === 0)).toBe(true);
  const columns = await lantern.inside((tx) =>
    tx.rows(sql<{ name: string }>`select column_name as name from information_schema.columns where table_name = 'craft_count' order by 1`),
  );
  expect(columns.map((one) => one.name)).toEqual(['check_name', 'count', 'day', 'outcome', 'reason', 'workspace_id']);
  for (const bad of [
    { check: 'mood', outcome: 'left' },
    { check: 'late', outcome: 'liked' },
    { check: 'late', outcome: 'waved', reason: 'Noor was tired' },
  ])
    expect((await lantern.call('PUT', path, { findings: [bad] })).status).toBe(400);
  web.base.clock.setNow(tuesdayAt + 7 * dayMs);
  expect((await rates(7)).greeting).toMatchObject(none);
  expect((await rates(8)).greeting).toMatchObject({ shown: 2 });
});
