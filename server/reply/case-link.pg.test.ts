/** Two cases that belong together: tied once, seen from both, untied from either, and never across shops. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twoShops, writtenThread, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerCaseLinkRoutes } from './case-link.routes.ts';

let shops: TwoShops;
let ann: Thread;
let bob: Thread;
let ole: Thread;
beforeAll(async () => {
  shops = await twoShops((web, http) => registerCaseLinkRoutes(web.app, http));
  const said = (name: string) => ({ name, email: `${name}@post.example`, text: 'The bell is broken' });
  ann = await writtenThread(shops, shops.lantern, said('ann'));
  bob = await writtenThread(shops, shops.lantern, said('bob'));
  ole = await writtenThread(shops, shops.harbour, said('ole'));
});
afterAll(() => shops.close());
const linksOf = async (thread: Thread): Promise<string[]> =>
  (await shops.lantern.call('GET', `/cases/${thread.caseId}/links`)).body.items.map((one: { id: string }) => one.id);

test('a tie is seen from both sides, made once however often it is asked for, and untied from the other side', async () => {
  for (let n = 0; n < 2; n += 1)
    expect((await shops.lantern.call('POST', `/cases/${ann.caseId}/links`, { caseId: bob.caseId })).status).toBe(200);
  expect([await linksOf(ann), await linksOf(bob)]).toEqual([[bob.caseId], [ann.caseId]]);
  expect((await shops.lantern.call('DELETE', `/cases/${bob.caseId}/links/${ann.caseId}`)).body.items).toEqual([]);
  expect([await linksOf(ann), await linksOf(bob)]).toEqual([[], []]);
});

test('a case is not tied to itself, nor to one of another shop', async () => {
  expect((await shops.lantern.call('POST', `/cases/${ann.caseId}/links`, { caseId: ann.caseId })).body.code).toBe('case_unchanged');
  expect((await shops.lantern.call('POST', `/cases/${ann.caseId}/links`, { caseId: ole.caseId })).status).toBe(404);
  expect((await shops.harbour.call('GET', `/cases/${ann.caseId}/links`)).status).toBe(404);
  expect((await shops.harbour.call('POST', `/cases/${ole.caseId}/links`, { caseId: ann.caseId })).status).toBe(404);
});
