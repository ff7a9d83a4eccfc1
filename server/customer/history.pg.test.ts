/** Does a customer see everything they wrote? Page by page back to the first word, also where many messages came in one moment. */
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, visitorIdOf, type Counter } from '../intake/path.fixture.ts';
import { history, type MessengerContext } from './messenger.routes.ts';
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

test('a page ends at no message that shares its instant with one left out', async () => {
  const { platform } = shops.web.base;
  const wrote: string[] = [];
  for (const [hour, count] of [
    [0, 5],
    [1, 30],
    [2, 40],
  ] as const) {
    shops.web.base.clock.setNow(tuesdayAt + hour * hourMs);
    for (let n = 0; n < count; n += 1) {
      wrote.push(`${hour}-${n}`);
      await counter.takeChat('quin', `${hour}-${n}`);
    }
    await counter.process();
  }
  const opened = await messengerChannel(platform, counter.messengerId);
  const visitor: Visitor = {
    channelId: counter.messengerId,
    visitorId: visitorIdOf('quin'),
    siteSubject: null,
    name: null,
    locale: null,
    zone: null,
    until: tuesdayAt * 2,
  };
  const context = { platform, cursor: () => '0' } as unknown as MessengerContext;
  const seen: string[] = [];
  let before: number | null = null;
  do {
    const page = await shops.lantern.inside((tx) => history(context, tx, opened, { visitor, before }));
    seen.unshift(...page.messages.map((message) => message.text));
    before = page.earlier;
  } while (before !== null);
  expect(seen.toSorted()).toEqual(wrote.toSorted());
});
