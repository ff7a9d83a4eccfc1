/**
 * How soon is a customer told that their message is here, and by when it is answered? Both channels of a quiet system, read off the stored
 * instants: from the message's arrival to the end of its confirmation's sending. Not a test of load; `npm run bench` is.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inside, openAttackShop, visit, type AttackShop } from './attacks/set-up.ts';
import { headerOf } from './customer-mail.ts';
import { until } from './harness.ts';

const promisedMs = 2_000;
const rounds = 5;

let shop: AttackShop;
beforeAll(async () => {
  shop = await openAttackShop();
});
afterAll(() => shop.close());

interface Told {
  readonly received_at: number;
  readonly told_at: number;
  readonly settled_at: number | null;
  readonly channel_id: string;
  readonly told_channel_id: string;
  readonly words: string;
}

/** The customer's message with these words, the time told for it, and what carried it. */
const toldFor = (words: string, settled: string): Promise<Told> =>
  until(`the time told for ${words}`, async () => {
    const [row] = await inside<Told>(
      shop,
      shop.workspaceId,
      `select m.received_at, c.told_at, c.words, m.channel_id, c.channel_id as told_channel_id, ${settled} as settled_at
       from tenant.message m join tenant.commitment c on c.workspace_id = m.workspace_id and c.message_id = m.id
       where m.workspace_id = $1 and m.text like $2`,
      [`${words}%`],
    );
    return row !== undefined && row.settled_at !== null && row;
  });
const took = (one: Told): number => one.settled_at! - one.received_at;
const inWords = (all: readonly Told[]): string =>
  all.map((one) => `${one.told_at - one.received_at} ms until it was told, ${took(one)} ms until it was there`).join('; ');

test('by mail, the confirmation has left within two seconds, marked as RFC 3834 asks', async () => {
  const sent = `(select d.settled_at from tenant.delivery d where d.workspace_id = m.workspace_id and d.conversation_id = m.conversation_id
    and d.kind = 'acknowledgement' and d.state = 'sent' and d.channel_id = m.channel_id)`;
  const all: Told[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const from = `rider-${round}@post.example`;
    const messageId = `<question-${round}@post.example>`;
    await shop.signedMail({ from: `Rider <${from}>`, text: `Mail ${round}: when is my bike ready?`, messageId });
    const told = await toldFor(`Mail ${round}:`, sent);
    expect(told.told_channel_id).toBe(told.channel_id);
    all.push(told);
    const letter = await until('the confirmation', async () => shop.sink.mails.find((mail) => mail.to.includes(from)));
    expect(headerOf(letter.raw, 'Auto-Submitted')).toBe('auto-replied');
    expect(headerOf(letter.raw, 'In-Reply-To')).toBe(messageId);
    expect(letter.raw).toContain(told.words.slice(0, 20));
  }
  expect(Math.max(...all.map(took)), inWords(all)).toBeLessThanOrEqual(promisedMs);
});

test('in the messenger, the words stand under the message within two seconds', async () => {
  // The event that brings the words to the customer's screen; there is nothing to deliver beside it.
  const shown = `(select min(e.at) from tenant.event e where e.workspace_id = m.workspace_id and e.type = 'commitment.told' and e.subject_id = c.id)`;
  const all: Told[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const visitor = await visit(shop, shop.messengerId);
    expect((await visitor.say(`Chat ${round}: when is my bike ready?`)).status).toBe(201);
    const told = await toldFor(`Chat ${round}:`, shown);
    expect(told.told_channel_id).toBe(told.channel_id);
    all.push(told);
    expect((await visitor.history()).messages.at(-1).told).toBe(told.words);
  }
  expect(Math.max(...all.map(took)), inWords(all)).toBeLessThanOrEqual(promisedMs);
});
