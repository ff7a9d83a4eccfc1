/** Does everyday work of accounts hold: first start, signing in, members, tokens, workspaces? Attacks are in `attack-*.pg.test.ts`. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, testWeb, tokenOf, type TestWeb } from './test-web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb();
});
afterAll(() => web.close());

test('the first start opens one workspace with two channels, and doing it again changes nothing', async () => {
  const seeded = await web.accounts.seedFirstRun();
  expect(seeded).not.toBeNull();
  expect(await web.accounts.seedFirstRun()).toBeNull();
  const link = await web.accounts.createSignInLink();
  const owner = web.visitor();
  expect((await owner.get('/api/v1/me')).status).toBe(401);
  const used = await owner.post('/api/auth/link/use', { token: tokenOf(link!.url) });
  expect(used).toMatchObject({ status: 200, body: { twoFactorRedirect: false } });
  const me = await owner.get('/api/v1/me');
  expect(me.body).toMatchObject({
    workspaceId: seeded!.workspaceId,
    role: 'owner',
    user: { email: 'owner@localhost', hasPassword: false, secondFactor: false },
  });
});

test('Mia invites Noor, who joins with a name and a password and signs in again the next day', async () => {
  const lantern = await web.workspace('Lantern Books', { name: 'Mia', email: 'mia@lantern.example' });
  const noor = await web.join(lantern.owner, { name: 'Noor', email: 'Noor@lantern.example', role: 'agent' });
  expect((await noor.visitor.get('/api/v1/me')).body).toMatchObject({ role: 'agent', user: { email: 'noor@lantern.example' } });
  const again = web.visitor();
  expect((await again.signIn('noor@lantern.example', goodPassword)).body).toEqual({ twoFactorRedirect: false });
  const members = await lantern.owner.get('/api/v1/members');
  expect(members.body.items.map((one: { name: string; role: string }) => [one.name, one.role])).toEqual([
    ['Mia', 'owner'],
    ['Noor', 'agent'],
  ]);
  expect((await noor.visitor.get('/api/v1/agents')).body.items.map((one: { name: string }) => one.name)).toEqual(['Mia', 'Noor']);
  expect((await noor.visitor.post('/api/v1/invitations', { email: 'x@lantern.example', role: 'viewer' })).status).toBe(403);
});

test('whoever forgot the password takes a new one within ten minutes of the operator’s link, with no mail server at all', async () => {
  const shop = await web.workspace('Kite Loft', { name: 'Bo', email: 'bo@kite.example' });
  expect((await shop.owner.post('/api/auth/change-password', { newPassword: 'words that are forgotten' })).status).not.toBe(200);
  const link = await web.accounts.createSignInLink('bo@kite.example');
  const back = web.visitor();
  expect((await back.post('/api/auth/link/use', { token: tokenOf(link!.url) })).status).toBe(200);
  expect((await back.post('/api/auth/change-password', { newPassword: 'words that are remembered' })).status).toBe(200);
  expect((await web.visitor().signIn('bo@kite.example', goodPassword)).status).not.toBe(200);
  expect((await web.visitor().signIn('bo@kite.example', 'words that are remembered')).status).toBe(200);
});

test('the last owner can neither leave nor be made less, until there is a second', async () => {
  const shop = await web.workspace('Harbour Shop', { name: 'Ole', email: 'ole@harbour.example' });
  expect((await shop.owner.patch(`/api/v1/members/${shop.ownerId}`, { role: 'agent' })).body.code).toBe('last_owner');
  expect((await shop.owner.delete(`/api/v1/members/${shop.ownerId}`)).body.code).toBe('last_owner');
  const ida = await web.join(shop.owner, { name: 'Ida', email: 'ida@harbour.example', role: 'admin' });
  expect((await ida.visitor.patch(`/api/v1/members/${ida.memberId}`, { role: 'owner' })).status).toBe(403);
  expect((await ida.visitor.delete(`/api/v1/members/${shop.ownerId}`)).status).toBe(403);
  expect((await shop.owner.patch(`/api/v1/members/${ida.memberId}`, { role: 'owner' })).status).toBe(200);
  expect((await ida.visitor.patch(`/api/v1/members/${shop.ownerId}`, { role: 'agent' })).status).toBe(200);
});

test('an owner opens a second workspace and finds it, on starter figures, beside the first', async () => {
  const shop = await web.workspace('Tea House', { name: 'Lin', email: 'lin@tea.example' });
  const made = await shop.owner.post('/api/v1/workspaces', { name: 'Tea Abroad', slug: 'tea-abroad' });
  expect(made.status).toBe(201);
  expect((await shop.owner.post('/api/v1/workspaces', { name: 'Tea Abroad', slug: 'tea-abroad' })).body.id).toBe(made.body.id);
  expect((await shop.owner.get('/api/v1/me')).body.memberships.map((one: { slug: string }) => one.slug)).toEqual([shop.slug, 'tea-abroad']);
  expect((await shop.owner.get('/api/v1/workspaces/current', { 'meanwhile-workspace': made.body.id })).body.slug).toBe('tea-abroad');
  const changed = await shop.owner.patch(
    '/api/v1/workspaces/current',
    { brand: 'Tea', zone: 'Europe/Paris' },
    { 'meanwhile-workspace': made.body.id },
  );
  expect(changed.body).toMatchObject({ name: 'Tea Abroad', brand: 'Tea', zone: 'Europe/Paris' });
  expect((await shop.owner.patch('/api/v1/workspaces/current', { zone: 'Mars/Olympus' })).status).toBe(400);
});

test('a name that is taken opens no workspace and leaves no account behind', async () => {
  const shop = await web.workspace('Clay Works', { name: 'Eva', email: 'eva@clay.example' });
  expect(
    await web.accounts.createWorkspace({ name: 'Other', slug: shop.slug, owner: { name: 'Max', email: 'max@other.example' } }),
  ).toBeNull();
  expect(await web.accounts.createSignInLink('max@other.example')).toBeNull();
});

test('joining that fails half-way can be done again: by signing in with the password just chosen', async () => {
  const shop = await web.workspace('Glass House', { name: 'Uma', email: 'uma@glass.example' });
  const invited = await shop.owner.post('/api/v1/invitations', { email: 'jo@glass.example', role: 'agent' });
  const admin = new pg.Client(web.base.adminConfig);
  await admin.connect();
  await admin.query(
    `create function pg_temp.fail() returns trigger language plpgsql as $$ begin raise exception 'the disk is gone'; end $$`,
  );
  await admin.query(`create trigger fail before insert on tenant.event for each row execute function pg_temp.fail()`);
  const joining = { token: tokenOf(invited.body.link), name: 'Jo', password: goodPassword };
  expect((await web.visitor().post('/api/v1/invitations/accept', joining)).status).toBe(500);
  await admin.query('drop trigger fail on tenant.event');
  await admin.end();
  const jo = web.visitor();
  expect((await jo.post('/api/v1/invitations/accept', joining)).body.code).toBe('not_signed_in');
  expect((await jo.signIn('jo@glass.example', goodPassword)).status).toBe(200);
  expect((await jo.post('/api/v1/invitations/accept', { token: joining.token })).body).toMatchObject({ role: 'agent' });
});

test('whoever was removed is told that they are in no workspace', async () => {
  const shop = await web.workspace('Paper Mill', { name: 'Ada', email: 'ada@mill.example' });
  const second = await web.workspace('Ink Works', { name: 'Bo', email: 'bo@ink.example' });
  const kim = await web.join(shop.owner, { name: 'Kim', email: 'kim@mill.example', role: 'agent' });
  const invited = await second.owner.post('/api/v1/invitations', { email: 'kim@mill.example', role: 'viewer' });
  expect((await kim.visitor.post('/api/v1/invitations/accept', { token: tokenOf(invited.body.link) })).body).toMatchObject({
    workspaceId: second.id,
    role: 'viewer',
  });
  await shop.owner.delete(`/api/v1/members/${kim.memberId}`);
  expect((await kim.visitor.get('/api/v1/me')).body.memberships).toHaveLength(1);
});

test('every route of accounts says what it needs', () => {
  expect(web.web.routes.length).toBeGreaterThan(30);
  expect(web.web.routes.filter((route) => route.permission === undefined).map((route) => route.url)).toEqual([]);
});
