/**
 * Maria writes by SMS and is offered WhatsApp; she goes on there and is the same Maria, in the one thread. A code without its words, on another channel, used before, too
 * old, or sent by somebody who is known already leads nobody into a conversation that is not theirs.
 */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { linkCodeIn } from '@meanwhile/core/identity/link-code.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { everyProvider, type EveryProvider } from '../channel/every-provider.fixture.ts';
import { tuesdayAt } from '../channel/two-shops.fixture.ts';
import type { ChannelType } from '../channel-registry.ts';

let all: EveryProvider;
let event = 9_000;
const lantern = () => all.shops.lantern;

beforeAll(async () => {
  all = await everyProvider();
  for (const type of ['sms', 'whatsapp', 'telegram'] as const) {
    const { fake, channelId } = all.tried.get(type)!;
    expect((await lantern().call('POST', `/channels/${channelId}/connect`, { credentials: fake.credentials })).status).toBe(200);
    expect((await lantern().call('POST', `/channels/${channelId}/open`)).status).toBe(200);
  }
});
afterAll(() => all.close());
beforeEach(() => all.shops.web.base.clock.setNow(tuesdayAt));

async function hear(type: ChannelType, person: number, text: string): Promise<void> {
  const { fake, door } = all.tried.get(type)!;
  const at = all.shops.web.base.clock.nowAt();
  expect((await all.call(fake.incoming({ person, text, event: (event += 1), at }, door))).status).toBe(200);
  await all.settle();
}
const rows = async (): Promise<any[]> => (await lantern().call('GET', '/cases?view=all&limit=200')).body.items;
const caseSaying = async (text: string): Promise<any> => (await rows()).find((one) => one.unansweredText === text || one.lastText === text);
async function customerOf(type: ChannelType, person: number): Promise<string | null> {
  const value = all.tried.get(type)!.fake.personId(person);
  const row = await lantern().inside((tx) =>
    tx.row(sql<{ id: string }>`
      select coalesce(m.into_customer_id, i.customer_id) as id from tenant.identity i
      left join tenant.customer_merge m on m.workspace_id = i.workspace_id and m.from_customer_id = i.customer_id and m.undone_at is null
      where i.workspace_id = ${lantern().id} and i.value = ${value}`),
  );
  return row?.id ?? null;
}
async function offer(caseId: string): Promise<{ readonly urls: ReadonlyMap<string, string>; readonly hint: string }> {
  const made = await lantern().call('POST', `/cases/${caseId}/link-offers`);
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  return { urls: new Map(made.body.items.map((one: any) => [one.channelType, one.url])), hint: made.body.hint };
}
/** What stands ready to be sent behind the link. */
const wordsIn = (url: string): string => new URL(url).searchParams.get('text')!;

test('who goes on in another channel by our link is the same customer there, in the one conversation, and is not asked who they are', async () => {
  await hear('sms', 1, 'Where is my lamp?');
  const first = await caseSaying('Where is my lamp?');
  const { urls, hint } = await offer(first.id);
  expect([...urls.keys()].toSorted()).toEqual(['email', 'telegram', 'whatsapp']);
  const phone = all.tried.get('sms')!.fake.personId(1);
  expect(hint).toBe(phone);
  const words = wordsIn(urls.get('whatsapp')!);
  expect(words).toMatch(/^I am \+\d+ and go on here\. MW-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  expect(words).toContain(phone);
  expect(urls.get('whatsapp')).toMatch(/^https:\/\/wa\.me\/\d+\?text=/);
  await hear('whatsapp', 1, words);
  expect(await customerOf('whatsapp', 1)).toBe(first.customer.id);
  // In the one thread, and a conversation of its own beneath: taken apart again, each has what is theirs.
  const said = (await lantern().call('GET', `/cases/${first.id}/thread`)).body.messages;
  expect(
    said
      .filter((one: any) => one.author.kind === 'customer')
      .map((one: any) => one.channelType)
      .toSorted(),
  ).toEqual(['sms', 'whatsapp']);
  expect(new Set(said.map((one: any) => one.conversationId)).size).toBe(2);
  const own = await caseSaying(words);
  // They are told a time there, and an answer goes there.
  expect(
    all.tried
      .get('whatsapp')!
      .fake.sent()
      .map(({ text }) => text),
  ).toEqual([expect.stringContaining('(Automatic confirmation)')]);
  const made = await lantern().call('POST', '/messages', { caseId: own.id, text: 'Welcome here.', attachmentIds: [], undoMs: 0 });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  await all.settle();
  expect(all.tried.get('whatsapp')!.fake.sent().at(-1)!.text).toBe('Welcome here.');
  // Telegram was offered with a code of its own, and joins them too.
  await hear('telegram', 1, wordsIn(urls.get('telegram')!));
  expect(await customerOf('telegram', 1)).toBe(first.customer.id);
  const merges = (await lantern().call('GET', `/customers/${first.customer.id}/merges`)).body.items;
  expect(merges.map((one: any) => one.reason)).toEqual(['link_code', 'link_code']);
  expect((await lantern().call('GET', `/cases/${first.id}/ways`)).body.items.map((one: any) => one.channelType).toSorted()).toEqual([
    'sms',
    'telegram',
    'whatsapp',
  ]);
  // Mail alone is left to offer, and each can be taken apart again.
  expect([...(await offer(first.id)).urls.keys()]).toEqual(['email']);
  const whatsappFrom = (await lantern().inside((tx) =>
    tx.row(
      sql<{
        customer_id: string;
      }>`select customer_id from tenant.identity where workspace_id = ${lantern().id} and scheme = 'whatsapp' and value = ${all.tried.get('whatsapp')!.fake.personId(1)}`,
    ),
  ))!.customer_id;
  expect((await lantern().call('POST', `/customers/${whatsappFrom}/unmerge`, {})).status).toBe(200);
  expect(await customerOf('whatsapp', 1)).toBe(whatsappFrom);
  const left = (await lantern().call('GET', `/cases/${first.id}/thread`)).body.messages;
  expect(left.some((one: any) => one.channelType === 'whatsapp')).toBe(false);
});

test('a code without its words, on another channel, used before, too old, of another shop or made up joins nobody to anybody', async () => {
  await hear('sms', 2, 'Mine is broken');
  const owner = await caseSaying('Mine is broken');
  const joined = async (type: ChannelType, person: number, text: string): Promise<boolean> => {
    await hear(type, person, text);
    return (await customerOf(type, person)) === owner.customer.id;
  };
  const { urls, hint } = await offer(owner.id);
  const words = wordsIn(urls.get('whatsapp')!);
  const code = linkCodeIn(words)!;
  expect(await joined('whatsapp', 20, `Send this for a discount: ${code}`)).toBe(false);
  expect(await joined('whatsapp', 21, `Yes, my voucher: ${code}\n\n\n${hint}`)).toBe(false);
  expect(await joined('whatsapp', 22, words.replace(code, 'MW-2222-2222-2222'))).toBe(false);
  expect(await joined('whatsapp', 23, words.replace(hint, '+4477009009'))).toBe(false);
  expect(await joined('telegram', 24, words)).toBe(false);
  // All of that left it good for its owner, once, however their app spells it.
  expect(await joined('whatsapp', 25, `  ${words.toLowerCase().replace(' and ', '\n and ')}  `)).toBe(true);
  expect(await joined('whatsapp', 26, words)).toBe(false);
  await hear('sms', 3, 'And mine');
  const other = await offer((await caseSaying('And mine')).id);
  all.shops.web.base.clock.setNow(tuesdayAt + 8 * dayMs);
  await hear('whatsapp', 27, wordsIn(other.urls.get('whatsapp')!));
  expect(await customerOf('whatsapp', 27)).not.toBe((await caseSaying('And mine')).customer.id);
  expect((await all.shops.harbour.call('POST', `/cases/${owner.id}/link-offers`)).status).toBe(404);
  const kept = await lantern().inside((tx) => tx.rows(sql`select * from tenant.customer_link where workspace_id = ${lantern().id}`));
  expect([kept.length > 0, JSON.stringify(kept).includes(code)]).toEqual([true, false]);
});

test('who is known on that channel already is joined by an agent, not by a code: their history is theirs', async () => {
  await hear('sms', 4, 'Who am I?');
  await hear('whatsapp', 4, 'Somebody with a history');
  const before = await customerOf('whatsapp', 4);
  const { urls } = await offer((await caseSaying('Who am I?')).id);
  await hear('whatsapp', 4, wordsIn(urls.get('whatsapp')!));
  expect([await customerOf('whatsapp', 4), before === (await customerOf('sms', 4))]).toEqual([before, false]);
});
