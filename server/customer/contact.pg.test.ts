/** Where may the answer be announced? An address can be left as soon as a message was sent, however soon that is; without a message it is refused. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, visitorIdOf, type Counter } from '../intake/path.fixture.ts';
import { saveContact } from './contact.ts';
import { messengerChannel, type Visitor } from './visitor.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops(() => undefined);
  counter = await openCounter(shops, shops.lantern);
  await shops.lantern.inside((tx) =>
    tx.run(
      sql`insert into directory.channel (channel_id, workspace_id, type) values (${counter.messengerId}, ${shops.lantern.id}, 'messenger')`,
    ),
  );
});
afterAll(() => shops.close());

const visitorOf = (name: string): Visitor => ({
  channelId: counter.messengerId,
  visitorId: visitorIdOf(name),
  siteSubject: null,
  name: null,
  locale: null,
  zone: null,
  until: tuesdayAt * 2,
});
async function leave(name: string, email: string) {
  const { platform } = shops.web.base;
  return saveContact({ platform }, await messengerChannel(platform, counter.messengerId), visitorOf(name), email);
}
const addressesOf = (name: string) =>
  shops.lantern.inside((tx) =>
    tx.rows(sql<{ value: string; proof: string }>`select e.value, e.proof from tenant.identity v
      join tenant.identity e on e.workspace_id = v.workspace_id and e.customer_id = v.customer_id and e.scheme = 'email'
      where v.scheme = 'visitor' and v.value = ${visitorIdOf(name)}`),
  );

test('whoever leaves an address while their first message is still on its way is heard', async () => {
  await counter.takeChat('nell', 'Where is my parcel?');
  const left = leave('nell', 'nell@post.example');
  await counter.process();
  expect(await left).toEqual({ contact: 'n•••@post.example' });
  expect(await addressesOf('nell')).toEqual([{ value: 'nell@post.example', proof: 'claimed' }]);
  await leave('nell', 'nell@other.example');
  expect(await addressesOf('nell')).toEqual([{ value: 'nell@other.example', proof: 'claimed' }]);
  // The same again changes nothing; the desk and the log heard of the two that did.
  await leave('nell', 'nell@other.example');
  expect(
    await shops.lantern.inside((tx) =>
      tx.rows(sql`select e.actor, e.payload -> 'customer' ->> 'id' = e.subject_id::text as whole from tenant.event e
        join tenant.identity v on v.workspace_id = e.workspace_id and v.customer_id = e.subject_id and v.value = ${visitorIdOf('nell')}
        where e.workspace_id = ${shops.lantern.id} and e.type = 'customer.changed'`),
    ),
  ).toEqual([
    { actor: 'customer', whole: true },
    { actor: 'customer', whole: true },
  ]);
});

test('whoever has written nothing leaves no address, and neither does somebody on whose lane another one waits', async () => {
  await expect(leave('otto', 'otto@post.example')).rejects.toMatchObject({ problem: { code: 'conflict' } });
  await counter.takeChat('pia', 'Hello?');
  await expect(leave('otto', 'otto@post.example')).rejects.toMatchObject({ problem: { code: 'conflict' } });
  expect(await addressesOf('otto')).toEqual([]);
});
