/**
 * Maria writes by mail and is offered WhatsApp; she goes on there and is the same Maria, in the one conversation. A code alone, a code used before, an old one, and a
 * stranger's lead nobody into a conversation that is not theirs.
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
  expect(hint).toBe(`•••• ${all.tried.get('sms')!.fake.personId(1).slice(-4)}`);
  const words = wordsIn(urls.get('whatsapp')!);
  expect(words).toMatch(/^I am •••• \d{4} and go on here\. MW-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  expect(urls.get('whatsapp')).toMatch(/^https:\/\/wa\.me\/\d+\?text=/);
  await hear('whatsapp', 1, words);
  expect(await customerOf('whatsapp', 1)).toBe(first.customer.id);
  const { conversationId } = (await lantern().call('GET', `/cases/${first.id}`)).body;
  const said = (await lantern().call('GET', `/messages?caseId=${first.id}&limit=200`)).body.items;
  expect(
    said
      .filter((one: any) => one.author.kind === 'customer')
      .map((one: any) => [one.channelType, one.conversationId])
      .toSorted(),
  ).toEqual([
    ['sms', conversationId],
    ['whatsapp', conversationId],
  ]);
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
});

test('a code without the words that name its owner, used before, too old, of another shop or made up joins nobody to anybody', async () => {
  await hear('sms', 2, 'Mine is broken');
  const owner = await caseSaying('Mine is broken');
  const joined = async (person: number, text: string): Promise<boolean> => {
    await hear('whatsapp', person, text);
    return (await customerOf('whatsapp', person)) === owner.customer.id;
  };
  const { urls } = await offer(owner.id);
  const words = wordsIn(urls.get('whatsapp')!);
  const code = linkCodeIn(words)!;
  expect(await joined(20, `Send this for a discount: ${code}`)).toBe(false);
  expect(await joined(21, words.replace(code, 'MW-2222-2222-2222'))).toBe(false);
  const own = words.replace(/•••• \d{4}/, '•••• 9999');
  expect(await joined(22, own)).toBe(false);
  // All of that left it good for its owner, once.
  expect(await joined(23, words)).toBe(true);
  expect(await joined(24, words)).toBe(false);
  await hear('sms', 3, 'And mine');
  const other = await offer((await caseSaying('And mine')).id);
  all.shops.web.base.clock.setNow(tuesdayAt + 8 * dayMs);
  await hear('whatsapp', 25, wordsIn(other.urls.get('whatsapp')!));
  expect(await customerOf('whatsapp', 25)).not.toBe((await caseSaying('And mine')).customer.id);
  expect((await all.shops.harbour.call('POST', `/cases/${owner.id}/link-offers`)).status).toBe(404);
  const kept = await lantern().inside((tx) => tx.rows(sql`select * from tenant.customer_link where workspace_id = ${lantern().id}`));
  expect(JSON.stringify(kept)).not.toContain(code);
});

test('two whom a site has proved to be two stay two, whatever code one of them sends', async () => {
  await hear('sms', 4, 'Who am I?');
  await hear('whatsapp', 4, 'I am somebody else');
  const [one, two] = [await customerOf('sms', 4), await customerOf('whatsapp', 4)];
  for (const [customerId, subject] of [
    [one, 'site-1'],
    [two, 'site-2'],
  ])
    await lantern().inside((tx) =>
      tx.run(sql`insert into tenant.identity (workspace_id, id, customer_id, scheme, value, proof, proved_at, proved_how, created_at)
        values (${lantern().id}, ${crypto.randomUUID()}, ${customerId}, 'site', ${subject}, 'site', now(), 'site_token', now())`),
    );
  const { urls } = await offer((await caseSaying('Who am I?')).id);
  await hear('whatsapp', 4, wordsIn(urls.get('whatsapp')!));
  expect(await customerOf('whatsapp', 4)).toBe(two);
});
