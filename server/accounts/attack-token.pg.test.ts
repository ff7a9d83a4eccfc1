/** Do rights end when they end, and can an API token do more than it was given? */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inWorkspace } from '../platform/db/transaction.ts';
import { testWeb, type TestWeb } from './test-web.ts';

let web: TestWeb;
let shop: Awaited<ReturnType<TestWeb['workspace']>>;
let other: Awaited<ReturnType<TestWeb['workspace']>>;
beforeAll(async () => {
  web = await testWeb();
  shop = await web.workspace('Lantern Books', { name: 'Mia', email: 'mia@lantern.example' });
  other = await web.workspace('Ink Works', { name: 'Bo', email: 'bo@ink.example' });
});
afterAll(() => web.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
async function make(scopes: string[], by = shop.owner): Promise<{ token: string; id: string; prefix: string }> {
  const { body, status } = await by.post('/api/v1/tokens', { name: 'Warehouse sync', scopes });
  expect(status).toBe(201);
  return { token: body.token, id: body.record.id, prefix: body.record.prefix };
}

test('attack 59: a removed member is denied at once, by session and by token, and a smaller role counts at once', async () => {
  const kim = await web.join(shop.owner, { name: 'Kim', email: 'kim@lantern.example', role: 'admin' });
  const { token } = await make(['member:read'], kim.visitor);
  const api = web.visitor();
  expect((await kim.visitor.get('/api/v1/tokens')).status).toBe(200);
  expect((await api.get('/api/v1/members', bearer(token))).status).toBe(200);
  await shop.owner.patch(`/api/v1/members/${kim.memberId}`, { role: 'viewer' });
  expect((await kim.visitor.get('/api/v1/tokens')).status).toBe(403);
  expect((await kim.visitor.get('/api/v1/members')).status).toBe(200);
  await shop.owner.delete(`/api/v1/members/${kim.memberId}`);
  expect((await kim.visitor.get('/api/v1/members')).status).toBe(401);
  expect((await kim.visitor.get('/api/v1/members', { 'meanwhile-workspace': shop.id })).status).toBe(401);
  expect((await api.get('/api/v1/members', bearer(token))).status).toBe(401);
  const again = web.visitor();
  await again.signIn('kim@lantern.example', kim.password);
  expect((await again.get('/api/v1/members')).status).toBe(404);
  expect((await again.get('/api/v1/me')).body).toMatchObject({ workspaceId: null, memberships: [], permissions: [] });
});

test('attack 85: a token is shown once, listed by its prefix, and its last use is recorded', async () => {
  const { token, id, prefix } = await make(['member:read']);
  expect(token).toMatch(/^mw_[A-Za-z0-9_-]{43}$/);
  expect(token.startsWith(prefix)).toBe(true);
  const list = await shop.owner.get('/api/v1/tokens');
  expect(JSON.stringify(list.body)).not.toContain(token);
  expect(list.body.items.find((one: { id: string }) => one.id === id)).toMatchObject({ prefix, lastUsedAt: null, scopes: ['member:read'] });
  expect((await web.visitor().get('/api/v1/members', bearer(token))).status).toBe(200);
  const lastUse = async (): Promise<string | null> =>
    (await shop.owner.get('/api/v1/tokens')).body.items.find((one: { id: string }) => one.id === id).lastUsedAt;
  await expect.poll(lastUse).not.toBeNull();
  const first = await lastUse();
  web.base.clock.advance(30_000);
  await web.visitor().get('/api/v1/members', bearer(token));
  await web.accounts.close();
  expect(await lastUse()).toBe(first);
  web.base.clock.advance(minuteMs);
  await web.visitor().get('/api/v1/members', bearer(token));
  await expect.poll(lastUse).not.toBe(first);
  web.base.clock.run();
});

test('attack 85: repeating the request that made a token shows the record again, not the token', async () => {
  const key = { 'idempotency-key': '0198c000-0000-7000-8000-000000000001' };
  const first = await shop.owner.post('/api/v1/tokens', { name: 'Once', scopes: ['case:read'] }, key);
  const second = await shop.owner.post('/api/v1/tokens', { name: 'Once', scopes: ['case:read'] }, key);
  expect(second.body).toEqual({ token: null, record: first.body.record });
  const kept = await inWorkspace(web.base.platform.pool, shop.id, (tx) =>
    tx.rows(sql<{ body: unknown }>`select body from tenant.idempotency_key where workspace_id = ${shop.id}`),
  );
  expect(JSON.stringify(kept)).not.toContain((first.body.token as string).slice(3));
});

test('attack 85: a token in the URL is no token, a revoked one is none either', async () => {
  const { token, id } = await make(['member:read']);
  expect((await web.visitor().get('/api/v1/members', bearer(token))).status).toBe(200);
  for (const url of [
    `/api/v1/members?token=${token}`,
    `/api/v1/members?access_token=${token}`,
    `/api/v1/members?authorization=Bearer%20${token}`,
  ]) {
    expect((await web.visitor().get(url)).status).toBeGreaterThanOrEqual(400);
  }
  expect((await shop.owner.delete(`/api/v1/tokens/${id}`)).body.revokedAt).not.toBeNull();
  expect((await web.visitor().get('/api/v1/members', bearer(token))).status).toBe(401);
});

test('attack 85: a token of one workspace opens nothing of another', async () => {
  const { token, id } = await make(['*']);
  const api = web.visitor();
  expect((await api.get('/api/v1/workspaces/current', bearer(token))).body.id).toBe(shop.id);
  expect((await api.get('/api/v1/workspaces/current', { ...bearer(token), 'meanwhile-workspace': other.id })).status).toBe(401);
  expect((await api.get('/api/v1/workspaces', bearer(token))).body.items.map((one: { id: string }) => one.id)).toEqual([shop.id]);
  expect((await api.patch(`/api/v1/members/${other.ownerId}`, { role: 'viewer' }, bearer(token))).status).toBe(404);
  expect((await other.owner.delete(`/api/v1/tokens/${id}`)).status).toBe(404);
  expect((await other.owner.get('/api/v1/tokens')).body.items).toEqual([]);
  expect((await other.owner.get('/api/v1/workspaces/current', { 'meanwhile-workspace': shop.id })).status).toBe(404);
});

test('attack 85: nobody makes a token that may do more than they may, nor does one grow later', async () => {
  const { token } = await make(['token:manage', 'member:read']);
  const api = web.visitor();
  const through = (scopes: string[]) => api.post('/api/v1/tokens', { name: 'Wider', scopes }, bearer(token));
  const narrow = await through(['member:read']);
  expect(narrow.status).toBe(201);
  expect((await through(['member:read', 'member:manage'])).status).toBe(403);
  expect((await through(['*'])).status).toBe(403);
  expect((await through(['everything'])).status).toBe(400);
  expect((await api.patch(`/api/v1/tokens/${narrow.body.record.id}`, { scopes: ['*'] }, bearer(token))).status).toBe(404);
  expect((await api.get('/api/v1/tokens', bearer(narrow.body.token))).status).toBe(403);
  expect((await api.post('/api/v1/invitations', { email: 'x@y.example', role: 'viewer' }, bearer(narrow.body.token))).status).toBe(403);
  expect((await api.post('/api/v1/workspaces', { name: 'Mine', slug: 'mine-by-token' }, bearer(token))).status).toBe(403);
  expect((await api.get('/api/auth/sessions', bearer(token))).status).toBe(401);
});

test('attack 85: a star follows its maker down when they may less', async () => {
  const ida = await web.join(shop.owner, { name: 'Ida', email: 'ida@lantern.example', role: 'admin' });
  const { token } = await make(['*'], ida.visitor);
  const api = web.visitor();
  expect((await api.get('/api/v1/tokens', bearer(token))).status).toBe(200);
  await shop.owner.patch(`/api/v1/members/${ida.memberId}`, { role: 'agent' });
  expect((await api.get('/api/v1/tokens', bearer(token))).status).toBe(403);
  expect((await api.get('/api/v1/me', bearer(token))).body.permissions).not.toContain('member:manage');
});

test('an operator’s token works without a member behind it', async () => {
  const made = await web.accounts.createApiToken({ workspace: shop.slug, name: 'Bench', scopes: ['*'] });
  expect((await web.visitor().get('/api/v1/members', bearer(made.token))).status).toBe(200);
  await expect(web.accounts.createApiToken({ workspace: 'nowhere', name: 'Bench', scopes: ['*'] })).rejects.toThrow('no workspace');
  await expect(web.accounts.createApiToken({ workspace: shop.slug, name: 'Bench', scopes: ['all'] })).rejects.toThrow('no permission');
});
