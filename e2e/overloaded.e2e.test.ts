/** We are half a minute behind: every door asks its sender to come back, in its own words, and takes the same message once we are not. */
import { randomUUID } from 'node:crypto';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendSmtp } from './attacks/raw-smtp.ts';
import { openShop, until, type Shop } from './harness.ts';

const address = 'hello@kettle.example';
let shop: Shop;
let token: string;

// Only the doors: nothing here works off what waits.
beforeAll(async () => {
  shop = await openShop({ settings: { role: 'web' } });
  await shop.api('PATCH', `/channels/${shop.mailChannelId}`, { settings: { address } });
  const session = await fetch(`${shop.url}/m/${shop.messengerId}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  ({ token } = (await session.json()) as { token: string });
});
afterAll(() => shop?.close());

const body = JSON.stringify({ clientId: randomUUID(), text: 'Where is my kettle?' });
const write = (): Promise<Response> =>
  fetch(`${shop.url}/m/${shop.messengerId}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  });
const raw = [
  'From: ada@post.example',
  `To: ${address}`,
  'Subject: Kettle',
  'Message-ID: <busy-1@post.example>',
  '',
  'Where is it?',
  '',
].join('\r\n');
const mail = () => sendSmtp(shop.smtpPort, { from: 'ada@post.example', to: [address], raw });
const storedCount = async (): Promise<number> => (await shop.behind<{ n: number }>('select count(*)::int as n from tenant.inbound'))[0]!.n;

test('the messenger says 503 and when to come back, SMTP says 4xx, nothing is stored; afterwards both take it', async () => {
  const before = await storedCount();
  await shop.behind(
    `insert into work.item (kind, workspace_id, row_id, lane, ready, attempt_count, due_at)
     select 'inbound', $1, gen_random_uuid(), 1, true, 0, clock_timestamp() - make_interval(secs => $2)`,
    [shop.workspaceId, (limits.intakeLagMs * 2) / 1_000],
  );
  const refused = await until('the lag is seen', async () => {
    const answer = await write();
    return answer.status === 503 && answer;
  });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ code: 'overloaded', status: 503 });
  const seen = await storedCount();
  const asked = await mail();
  expect(asked.data ?? asked.recipients[0]).toMatch(/^4\d\d /);
  expect((await write()).status).toBe(503);
  expect(await storedCount()).toBe(seen);

  await shop.behind(`delete from work.item where kind = 'inbound' and due_at < clock_timestamp() - interval '20 seconds'`);
  // Sent again as it was: the same message, whether or not one was taken before the lag was seen.
  await until('the lag is gone', async () => [200, 201].includes((await write()).status));
  expect((await mail()).data).toMatch(/^250 /);
  expect(await storedCount()).toBe(before + 2);
});
