/** Mia of Lantern Books writes first, and notes a case for a caller; Harbour Shop is next door. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twoShops, writtenThread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { deliverDue } from '../delivery/delivery.ts';
import { outside } from '../delivery/outside.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { registerCaseRoutes } from './case.routes.ts';
import { registerReplyRoutes } from './reply.routes.ts';
import { registerWriteFirst } from './write-first.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [registerCaseRoutes, registerReplyRoutes, registerWriteFirst]) register(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());

const message = (over: Record<string, unknown> = {}) => ({
  as: 'message',
  channelId: counter.mailId,
  address: 'Ida@Post.example',
  name: 'Ida',
  subject: 'Your lamp is here',
  text: 'You can pick it up from Tuesday.',
  ...over,
});

test('a first message goes out to an address nobody knew; the customer has the ball and no time is told', async () => {
  const { lantern, web } = shops;
  const made = await lantern.call('POST', '/cases', message());
  expect(made).toMatchObject({
    status: 201,
    body: {
      subject: 'Your lamp is here',
      openedBy: 'us',
      ball: 'customer',
      dueAt: null,
      unansweredSince: null,
      customer: { name: 'Ida', proof: 'claimed' },
    },
  });
  const world = outside(() => web.base.platform);
  while ((await deliverDue(web.base.platform, world.deps)) > 0);
  expect(world.sent).toHaveLength(1);
  const thread = (await lantern.call('GET', `/cases/${made.body.id}/thread`)).body;
  expect([thread.commitments, thread.messages.length]).toEqual([[], 1]);
  const second = await lantern.call('POST', '/cases', message({ address: 'ida@post.example', subject: null }));
  expect(second.body).toMatchObject({ conversationId: made.body.conversationId, customer: made.body.customer });
  while ((await deliverDue(web.base.platform, world.deps)) > 0);
});

test('a customer with two addresses is written to at the one that was typed', async () => {
  const { lantern, web } = shops;
  const known = await writtenThread(shops, lantern, { name: 'Nora', email: 'nora@post.example', text: 'Hello' });
  await lantern.inside((tx) =>
    tx.run(sql`insert into tenant.identity (workspace_id, id, customer_id, scheme, value, proof, created_at)
      select workspace_id, ${web.base.platform.clock.newId<'identity'>()}::uuid, customer_id, 'email', 'nora@work.example', 'claimed', created_at
      from tenant.identity where workspace_id = ${lantern.id} and customer_id = ${known.customerId}`),
  );
  const made = await lantern.call('POST', '/cases', message({ address: 'Nora@Work.example' }));
  expect(made).toMatchObject({ status: 201, body: { conversationId: known.conversationId } });
  const rows = await lantern.inside((tx) =>
    tx.rows(sql`select d.recipient from tenant.delivery d join tenant.message m on m.workspace_id = d.workspace_id and m.id = d.message_id
      where m.case_id = ${made.body.id}`),
  );
  expect(rows).toEqual([{ recipient: 'nora@work.example' }]);
  const world = outside(() => web.base.platform);
  while ((await deliverDue(web.base.platform, world.deps)) > 0);
});

test('what a caller said becomes a case that waits for us, with a note, and nothing goes out', async () => {
  const { lantern, web } = shops;
  const said = await writtenThread(shops, lantern, { name: 'Jonas', email: 'jonas@post.example', text: 'Where is my bell?' });
  const {
    address: _,
    name: __,
    ...caller
  } = message({ as: 'on_behalf', customerId: said.customerId, text: 'Called: wants a second bell.' });
  const made = await lantern.call('POST', '/cases', { ...caller, channelId: counter.messengerId });
  expect(made).toMatchObject({
    status: 201,
    body: { ball: 'us', unansweredText: 'Called: wants a second bell.', conversationId: said.conversationId },
  });
  const world = outside(() => web.base.platform);
  while ((await deliverDue(web.base.platform, world.deps)) > 0);
  expect(world.sent).toEqual([]);
  const { notes, commitments } = (await lantern.call('GET', `/cases/${made.body.id}/thread`)).body;
  expect([notes.map((one: { text: string }) => one.text), commitments]).toEqual([['Called: wants a second bell.'], []]);
});

test('nobody is written to first where the channel does not carry it, nor through another shop’s door, nor twice at once', async () => {
  const { lantern, harbour } = shops;
  const foreign = await writtenThread(shops, harbour, { name: 'Ole', email: 'ole@post.example', text: 'Hello' });
  const refused = async (over: Record<string, unknown>) => (await lantern.call('POST', '/cases', message(over))).body.code;
  expect(await refused({ channelId: counter.messengerId })).toBe('no_way_to_reach');
  expect(await refused({ channelId: foreign.channelId })).toBe('not_found');
  expect(await refused({ address: undefined, customerId: foreign.customerId })).toBe('not_found');
  expect(await refused({ address: 'not an address' })).toBe('address_invalid');
  expect(await refused({ customerId: foreign.customerId })).toBe('bad_request');
  expect(await refused({ text: ' ' })).toBe('text_missing');
  const rows = await lantern.inside((tx) => tx.rows(sql`select 1 from tenant.identity where value like 'not%'`));
  expect(rows).toEqual([]);
});
