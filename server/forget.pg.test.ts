/** Does what nobody needs any more go, and does what is still needed stay? */
import { dayMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testWeb, type TestWeb } from './accounts/test-web.ts';
import { registerWebhookRoutes } from './automation/webhook.routes.ts';
import { createForgetting } from './forget.ts';

let web: TestWeb;
let admin: pg.Client;
beforeAll(async () => {
  web = await testWeb({ register: ({ app }, http) => registerWebhookRoutes(app, http) });
  admin = new pg.Client(web.base.adminConfig);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await web.close();
});

const counts = async (query: string): Promise<unknown[]> => (await admin.query(query)).rows;

test('a repeated request is answered alike for a week, and its answer is forgotten after that', async () => {
  const shop = await web.workspace('Lantern Books', { name: 'Mia', email: 'mia@lantern.example' });
  const forget = createForgetting(web.base.platform, web.accounts);
  const invite = () =>
    shop.owner.post('/api/v1/invitations', { email: 'kim@lantern.example', role: 'agent' }, { 'idempotency-key': 'invite kim' });
  const first = await invite();
  web.base.clock.advance(6 * dayMs);
  await forget();
  expect((await invite()).body.id).toBe(first.body.id);
  web.base.clock.advance(2 * dayMs);
  expect(await forget()).toBe(0);
  expect(await counts('select 1 from tenant.idempotency_key')).toEqual([]);
});

test('a webhook’s log goes back a month; what still has to be delivered stays however old', async () => {
  const shop = await web.workspace('Harbour Tea', { name: 'Bo', email: 'bo@harbour.example' });
  const made = await shop.owner.post('/api/v1/webhooks', { url: 'https://warehouse.example/hook' });
  const forget = createForgetting(web.base.platform, web.accounts);
  for (const [state, ageMs] of [
    ['delivered', 31 * dayMs],
    ['given_up', 31 * dayMs],
    ['failed', 31 * dayMs],
    ['queued', 31 * dayMs],
    ['delivered', 29 * dayMs],
  ] as const)
    await admin.query(
      `insert into tenant.webhook_delivery (workspace_id, id, endpoint_id, event_id, type, body, state, created_at)
       values ($1, gen_random_uuid(), $2, gen_random_uuid(), 'case.opened', '{}', $3, $4)`,
      [shop.id, made.body.id, state, new Date(web.base.clock.nowAt() - ageMs).toISOString()],
    );
  web.base.clock.advance(2 * minuteMs);
  await forget();
  expect(await counts('select state from tenant.webhook_delivery order by state')).toEqual([
    { state: 'delivered' },
    { state: 'failed' },
    { state: 'queued' },
  ]);
});

test('windows of attempts and sessions that are over go too, and nobody who is signed in is signed out', async () => {
  const shop = await web.workspace('Ink Works', { name: 'Ole', email: 'ole@ink.example' });
  await web.visitor().post('/api/auth/sign-in/email', { email: 'nobody@ink.example', password: 'whatever it may be' });
  await admin.query(
    `update accounts.session set expires_at = $1 where user_id <> (select id from accounts."user" where email = 'ole@ink.example')`,
    [new Date(web.base.clock.nowAt() - dayMs).toISOString()],
  );
  const forget = createForgetting(web.base.platform, web.accounts);
  web.base.clock.advance(20 * minuteMs);
  await forget();
  expect(await counts('select 1 from accounts.attempt')).toEqual([]);
  expect(await counts(`select distinct u.email from accounts.session s join accounts."user" u on u.id = s.user_id`)).toEqual([
    { email: 'ole@ink.example' },
  ]);
  expect((await shop.owner.get('/api/v1/members')).status).toBe(200);
});
