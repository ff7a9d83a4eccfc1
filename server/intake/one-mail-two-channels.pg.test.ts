/** One mail to two of our channels is one message in one case; another mail under its Message-ID is another message (attack 28). */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter, type WrittenMail } from './path.fixture.ts';

let shops: TwoShops;
let help: Counter;
let sales: Counter;
let harbour: Counter;
beforeAll(async () => {
  shops = await twoShops(() => undefined);
  help = await openCounter(shops, shops.lantern);
  sales = await openCounter(shops, shops.lantern, 'sales@lantern.example');
  harbour = await openCounter(shops, shops.harbour, 'help@harbour.example');
});
afterAll(() => shops.close());

const mail = (over: Partial<WrittenMail> = {}): WrittenMail => ({
  from: 'ada@post.example',
  to: 'help@lantern.example, sales@lantern.example',
  text: 'Do you have the green lamp?',
  messageId: '<lamp@post.example>',
  ...over,
});
const shown = async (id: string): Promise<boolean> => (await help.message(id)) !== undefined;

test('the second arrival is no second message, at the same moment or later, and is no trouble either', async () => {
  const first = await help.takeMail(mail());
  const second = await sales.takeMail(mail());
  await help.process();
  const later = await sales.mail(mail());
  expect([await shown(first), await shown(second), await shown(later)]).toEqual([true, false, false]);
  expect(await sales.inboundOf(second)).toEqual({ state: 'processed', reason: null });
  const cases = await shops.lantern.inside((tx) => tx.rows(sql`select 1 from tenant."case" where workspace_id = ${shops.lantern.id}`));
  expect(cases.length).toBe(1);
});

test('attack 28: another mail under the same Message-ID is not swallowed, nor one of another shop', async () => {
  expect(await shown(await sales.mail(mail({ text: 'And in blue?' })))).toBe(true);
  expect(await shown(await sales.mail(mail({ from: 'ben@post.example' })))).toBe(true);
  expect(await harbour.message(await harbour.mail(mail()))).toBeDefined();
});

test('attack 28: a copy that nobody vouches for hides nothing: the proved mail comes after it, and is the one that is answered', async () => {
  const over = { messageId: '<chair@post.example>', text: 'And a chair?' };
  expect(await shown(await help.mail(mail({ ...over, isProved: false })))).toBe(true);
  expect(await shown(await sales.mail(mail(over)))).toBe(true);
  expect(await shown(await sales.mail(mail({ ...over, isProved: false })))).toBe(false);
});

test('mails without an id are not taken for one, and what was held back takes nobody’s place', async () => {
  const bare = { messageId: '', text: 'Hello?' };
  expect(await shown(await help.mail(mail(bare)))).toBe(true);
  expect(await shown(await sales.mail(mail(bare)))).toBe(true);
  const over = { messageId: '<no-sender@post.example>', text: 'From whom?', from: 'nobody' };
  expect(await help.inboundOf(await help.mail(mail(over)))).toMatchObject({ reason: 'no_sender' });
  expect(await sales.inboundOf(await sales.mail(mail(over)))).toMatchObject({ reason: 'no_sender' });
});
