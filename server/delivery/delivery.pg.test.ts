/** Who may say that a message is to be sent again? Only a person who looked, only where it is not known to have arrived. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, lastEvent, tuesdayAt, twoShops, writtenThread, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerDeliveryRoutes } from './delivery.routes.ts';

let shops: TwoShops;
let thread: Thread;
beforeAll(async () => {
  shops = await twoShops((web, http) => registerDeliveryRoutes(web.app, http));
  thread = await writtenThread(shops, shops.lantern, { name: 'Ada', email: 'ada@post.example', text: 'Hello?' });
});
afterAll(() => shops.close());

let made = 0;
async function delivery(state: string): Promise<string> {
  const deliveryId = shops.web.base.platform.clock.newId<'delivery'>();
  made += 1;
  await shops.lantern.inside((tx) =>
    tx.run(sql`
    insert into tenant.delivery (workspace_id, id, message_id, conversation_id, channel_id, kind, recipient, state, epoch, attempt_count, outcome, created_at)
    values (${shops.lantern.id}, ${deliveryId}, ${thread.messageId}, ${thread.conversationId}, ${thread.channelId}, 'reply', 'ada@post.example', ${state}, 1, 12, '{"code": "lost"}', ${iso(tuesdayAt + made)})`),
  );
  return deliveryId;
}
const workFor = (deliveryId: string) =>
  shops.lantern.inside((tx) =>
    tx.rows(sql<{ due_at: number }>`select due_at from work.item where kind = 'delivery' and row_id = ${deliveryId}`),
  );

test('an unknown delivery is settled as sent, or sent again, exactly once', async () => {
  const { lantern } = shops;
  const arrived = await delivery('unknown');
  const sent = await lantern.call('POST', `/deliveries/${arrived}/settle`, { as: 'sent' });
  expect(sent).toMatchObject({ status: 200, body: { state: 'sent', settledAt: iso(tuesdayAt) } });
  expect(await workFor(arrived)).toEqual([]);
  const lost = await delivery('unknown');
  const again = await lantern.call('POST', `/deliveries/${lost}/settle`, { as: 'send_again' });
  expect(again).toMatchObject({ status: 200, body: { state: 'queued', attemptCount: 0, nextAttemptAt: iso(tuesdayAt) } });
  expect(await workFor(lost)).toEqual([{ due_at: tuesdayAt }]);
  expect(await lastEvent(lantern, 'delivery.changed')).toMatchObject({ subject_id: lost, payload: { delivery: again.body } });
  expect((await lantern.call('POST', `/deliveries/${lost}/settle`, { as: 'send_again' })).body.code).toBe('not_settleable');
});

test.each(['queued', 'sending', 'sent', 'delivered', 'dropped'])(
  'a delivery that is %s can be neither settled nor sent round again',
  async (state) => {
    const id = await delivery(state);
    for (const [path, body] of [
      ['settle', { as: 'send_again' }],
      ['redrive', {}],
    ] as const) {
      expect(await shops.lantern.call('POST', `/deliveries/${id}/${path}`, body)).toMatchObject({
        status: 409,
        body: { code: 'not_settleable' },
      });
    }
    expect(await workFor(id)).toEqual([]);
  },
);

test('a failed delivery is sent round again; an unknown one is not, before somebody says what became of it', async () => {
  const failed = await delivery('failed');
  expect(await shops.lantern.call('POST', `/deliveries/${failed}/redrive`)).toMatchObject({ status: 200, body: { state: 'queued' } });
  expect(await workFor(failed)).toHaveLength(1);
  const unknown = await delivery('unknown');
  expect((await shops.lantern.call('POST', `/deliveries/${unknown}/redrive`)).body.code).toBe('not_settleable');
});

test('the list is narrowed by state, page after page, and ends at the wall', async () => {
  const { lantern, harbour, web } = shops;
  const ids = [await delivery('failed'), await delivery('failed'), await delivery('failed')].toReversed();
  const first = await lantern.call('GET', '/deliveries?state=failed&limit=2');
  expect(first.body.items.map((one: { id: string }) => one.id)).toEqual(ids.slice(0, 2));
  const second = await lantern.call('GET', `/deliveries?state=failed&limit=2&cursor=${first.body.nextCursor}`);
  expect(second.body).toMatchObject({ items: [{ id: ids[2], reason: 'lost', recipient: 'ada@post.example' }], nextCursor: null });
  expect((await lantern.call('GET', '/deliveries?state=lost')).status).toBe(400);
  expect((await harbour.call('GET', '/deliveries')).body.items).toEqual([]);
  for (const [path, body] of [
    ['settle', { as: 'sent' }],
    ['redrive', {}],
  ] as const) {
    const [theirs, nowhere] = [
      await harbour.call('POST', `/deliveries/${ids[0]}/${path}`, body),
      await harbour.call('POST', `/deliveries/${randomUUID()}/${path}`, body),
    ];
    expect([theirs.status, { ...theirs.body, instance: '' }]).toEqual([404, { ...nowhere.body, instance: '' }]);
  }
  const vera = await web.join(lantern.owner, { name: 'Vera', email: 'vera@lantern.example', role: 'viewer' });
  expect((await callAs(vera.visitor, 'GET', '/deliveries')).status).toBe(200);
  expect((await callAs(vera.visitor, 'POST', `/deliveries/${ids[0]}/redrive`)).status).toBe(403);
  expect((await lantern.call('POST', `/deliveries/${ids[0]}/settle`, { as: 'sent', state: 'delivered' })).status).toBe(400);
});
