/** Two mails of one matter that come in together: the second is found to belong to the first, as if it had come an hour later. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from './path.fixture.ts';

let shops: TwoShops;
let counter: Counter;

beforeAll(async () => {
  shops = await twoShops(() => undefined);
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());

test('Ada writes, and writes again to her own mail, before we have looked: one case, in her order', async () => {
  const ada = { from: 'Ada <ada@post.example>', isProved: false };
  const first = await counter.takeMail({ ...ada, text: 'The lid is loose.', messageId: '<1@post.example>' });
  const second = await counter.takeMail({
    ...ada,
    text: 'And the spout, too.',
    messageId: '<2@post.example>',
    inReplyTo: '<1@post.example>',
  });
  const third = await counter.takeMail({
    ...ada,
    text: 'Never mind the spout.',
    messageId: '<3@post.example>',
    inReplyTo: '<2@post.example>',
  });
  const other = await counter.takeMail({ ...ada, text: 'Another thing: do you sell tea?', messageId: '<4@post.example>' });
  await counter.process();
  const [one, two, three, four] = await Promise.all([first, second, third, other].map((id) => counter.message(id)));
  expect(two).toMatchObject({ case_id: one!.case_id, conversation_id: one!.conversation_id, match_reason: 'message_id' });
  expect(three).toMatchObject({ case_id: one!.case_id, match_reason: 'message_id' });
  expect(four!.case_id).not.toBe(one!.case_id);
});
