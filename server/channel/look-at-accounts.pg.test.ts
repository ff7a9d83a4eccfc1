/** Somebody points Lantern's bot elsewhere: nobody is told the first time, then it stands on the channel and its supervisors hear of it once; connected anew it is well again. */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everyProvider, type EveryProvider } from './every-provider.fixture.ts';
import { lookAtAccounts } from './look-at-accounts.ts';
import { tuesdayAt } from './two-shops.fixture.ts';

let all: EveryProvider;
beforeAll(async () => {
  all = await everyProvider();
});
afterAll(() => all.close());

const lantern = () => all.shops.lantern;
const bot = () => all.tried.get('telegram')!;
const connect = () => lantern().call('POST', `/channels/${bot().channelId}/connect`, { credentials: bot().fake.credentials });
const shown = async (): Promise<any> => (await lantern().call('GET', `/channels/${bot().channelId}`)).body.account;
async function lookAfter(ms: number): Promise<number> {
  all.shops.web.base.clock.setNow(all.shops.web.base.clock.nowAt() + ms);
  return lookAtAccounts(all.shops.web.base.platform);
}
const pointElsewhere = (url: string) =>
  fetch(`${bot().fake.url}/bot${bot().fake.credentials['botToken']}/setWebhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url, secret_token: 'theirs' }),
  });
const notices = (): Promise<{ kind: string }[]> =>
  lantern().inside((tx) =>
    tx.rows(sql<{ kind: string }>`select kind from tenant.notice where workspace_id = ${lantern().id} and kind = 'account'`),
  );

test('an account is asked after while its channel is open, and trouble is told when it is seen twice', async () => {
  all.shops.web.base.clock.setNow(tuesdayAt);
  expect(await shown()).toBeNull();
  expect((await connect()).status).toBe(200);
  expect(await shown()).toEqual({ problems: [], since: null });
  expect((await lantern().call('POST', `/channels/${bot().channelId}/open`)).status).toBe(200);
  expect(await lookAfter(0)).toBe(1);
  expect(await shown()).toEqual({ problems: [], since: null });
  expect(await lookAfter(14 * minuteMs)).toBe(0);
  await pointElsewhere('https://elsewhere.example/in');
  expect(await lookAfter(minuteMs)).toBe(1);
  expect([await shown(), await notices()]).toEqual([{ problems: [], since: null }, []]);
  const firstSeenAt = all.shops.web.base.clock.nowAt();
  expect(await lookAfter(2 * minuteMs)).toBe(1);
  expect(await shown()).toEqual({ problems: ['Telegram calls somebody else for this bot'], since: new Date(firstSeenAt).toISOString() });
  expect(await notices()).toEqual([{ kind: 'account' }]);
  // Once: the same trouble is no news.
  expect(await lookAfter(15 * minuteMs)).toBe(1);
  expect((await notices()).length).toBe(1);
  const log = await lantern().inside((tx) =>
    tx.rows(
      sql<{
        payload: { channel: { account: unknown } };
      }>`select payload from tenant.event where workspace_id = ${lantern().id} and type = 'channel.changed' and actor = 'system'`,
    ),
  );
  expect(log.map(({ payload }) => payload.channel.account)).toEqual([await shown()]);
});

test('connected anew it is well again; one that is closed is asked after no more, and another shop sees nothing of it', async () => {
  expect((await connect()).status).toBe(200);
  expect(await lookAfter(0)).toBe(1);
  expect(await shown()).toEqual({ problems: [], since: null });
  // A moment away is nobody's matter.
  await pointElsewhere('https://elsewhere.example/in');
  expect(await lookAfter(15 * minuteMs)).toBe(1);
  expect((await connect()).status).toBe(200);
  expect(await lookAfter(2 * minuteMs)).toBe(1);
  expect((await notices()).length).toBe(1);
  expect((await lantern().call('POST', `/channels/${bot().channelId}/close`)).status).toBe(200);
  expect(await lookAfter(15 * minuteMs)).toBe(1);
  expect(await lookAfter(15 * minuteMs)).toBe(0);
  const theirs = await all.shops.harbour.inside((tx) => tx.rows(sql`select 1 from tenant.channel_seen`));
  expect(theirs).toEqual([]);
});
