/** Attack 36, for real: mails that end or hold up the thread that reads them. They wait for a person, once, and everybody else is served meanwhile. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import { expectNoCanaryCrossed, inside, messageWith, openAttackShop, quarantineOf, rawMail, visit, type AttackShop } from './set-up.ts';

let shop: AttackShop;
beforeAll(async () => {
  const entry = new URL(import.meta.resolve('@meanwhile/server/intake/poison-reader.fixture.ts'));
  shop = await openAttackShop({ reader: { entry, readMs: 4_000 } });
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

const write = async (who: string, text: string, headers: readonly string[] = []): Promise<void> => {
  const from = `${who}@plain.example`;
  expect((await shop.mail(rawMail({ from, text, headers }), { from })).data).toMatch(/^250/);
};

test('attack 36: mails that kill, hang or starve their reader are held back visibly; neighbours and the messenger go on', async () => {
  // The rightful mail, in the same set-up.
  await write('ned', 'Where is my lamp?');
  await messageWith(shop.lantern, 'Where is my lamp?', 60_000);
  const visitor = await visit(shop, shop.messengerId);
  for (const harm of ['kill', 'hang', 'memory']) {
    await write('eve', `poison by ${harm}`, [`X-Poison: ${harm}`]);
    await write(`neighbour-of-${harm}`, `I come behind the one who does ${harm}.`);
    expect((await visitor.say(`written during ${harm}`)).status).toBe(201);
    await messageWith(shop.lantern, `written during ${harm}`, 60_000);
    await messageWith(shop.lantern, `behind the one who does ${harm}.`, 60_000);
  }
  const held = await until(
    'all three are held back',
    async () => {
      const found = (await quarantineOf(shop, shop.lantern.id)).filter((one) => one.reason === 'poison');
      return found.length === 3 && found;
    },
    120_000,
  );
  // No loop: nothing is left to be tried, and nothing of it became a message.
  expect((await shop.server.platform.pool.query(`select 1 from work.item where kind = 'inbound'`)).rowCount).toBe(0);
  const messages = await inside(
    shop,
    shop.lantern.id,
    `select text from tenant.message where workspace_id = $1 and text like 'poison by%'`,
  );
  expect(messages).toEqual([]);
  // People see it, and the original is whole.
  const listed = await shop.lantern.call('GET', '/inbound?state=quarantined');
  expect(listed.body.items.map((one: { id: string }) => one.id)).toEqual(expect.arrayContaining(held.map((one) => one.id)));
  const owner = await shop.owner('lantern');
  const raws = await Promise.all(
    held.map(async (one) => (await owner.fetch(`/api/v1/inbound/${one.id}/raw?workspace=${shop.lantern.id}`)).text()),
  );
  for (const harm of ['kill', 'hang', 'memory']) expect(raws.some((raw) => raw.includes(`poison by ${harm}`))).toBe(true);
  await write('last', 'And still there is somebody who reads.');
  await messageWith(shop.lantern, 'And still there is somebody who reads.', 60_000);
});
