/**
 * The same trials for every channel at somebody else's provider: connected, it brings each message once, in order and from nobody else; what is sent arrives
 * once, and where that is in doubt people see it. A channel that joins brings a stand-in, and is tried here without a line of this file changing.
 */
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { channelRegistry, webhookTypes, type ChannelType } from '../channel-registry.ts';
import { everyProvider, reasonsKept, triedTypes, type EveryProvider, type Tried } from './every-provider.fixture.ts';
import { tuesdayAt } from './two-shops.fixture.ts';

let all: EveryProvider;
let event = 1_000;
const next = (): number => (event += 1);

beforeAll(async () => {
  all = await everyProvider();
});
afterAll(() => all.close());
beforeEach(() => all.shops.web.base.clock.setNow(tuesdayAt));

const lantern = () => all.shops.lantern;
const of = (type: ChannelType): Tried => all.tried.get(type)!;
const connect = (id: string, credentials: object, shop = lantern()) => shop.call('POST', `/channels/${id}/connect`, { credentials });

interface Delivered {
  readonly id: string;
  readonly state: string;
  readonly attempt_count: number;
  readonly provider_id: string | null;
  readonly next_attempt_at: number | null;
  readonly read_at: number | null;
}
const deliveryOf = (messageId: string): Promise<Delivered | undefined> =>
  lantern().inside((tx) =>
    tx.row(
      sql<Delivered>`select id, state, attempt_count, provider_id, next_attempt_at, read_at from tenant.delivery where message_id = ${messageId}`,
    ),
  );

async function hear(type: ChannelType, person: number, text: string): Promise<void> {
  const { fake, door } = of(type);
  expect((await all.call(fake.incoming({ person, text, event: next(), at: tuesdayAt }, door))).status).toBe(200);
  await all.settle();
}
async function caseOf(type: ChannelType, person: number): Promise<any> {
  const { fake, channelId } = of(type);
  const rows = await lantern().inside((tx) =>
    tx.rows(sql<{ id: string }>`
      select distinct c.id from tenant."case" c join tenant.message m on m.workspace_id = c.workspace_id and m.case_id = c.id
        join tenant.identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
      where c.workspace_id = ${lantern().id} and m.channel_id = ${channelId} and i.value = ${fake.personId(person)}`),
  );
  expect(rows.length, `cases of person ${person}`).toBe(1);
  return (await lantern().call('GET', `/cases/${rows[0]!.id}`)).body;
}
async function thread(type: ChannelType, person: number): Promise<any[]> {
  const { id } = await caseOf(type, person);
  return (await lantern().call('GET', `/messages?caseId=${id}`)).body.items.toReversed();
}
async function answer(type: ChannelType, person: number, text: string): Promise<string> {
  const { id } = await caseOf(type, person);
  const made = await lantern().call('POST', '/messages', { caseId: id, text, attachmentIds: [], undoMs: 0 });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  await all.settle();
  return made.body.id;
}
const sentTo = (type: ChannelType, person: number): string[] =>
  of(type)
    .fake.sent()
    .filter(({ to }) => to === of(type).fake.personId(person))
    .map(({ text }) => text);

test('every channel that is offered brings a stand-in and is tried', () => {
  expect(triedTypes).toEqual(webhookTypes);
  expect(triedTypes).toContain('telegram');
});

describe.each(triedTypes)('%s', (type) => {
  test('is connected by what its provider gave; an account it does not know changes nothing, and one account belongs to one channel', async () => {
    const { fake, channelId } = of(type);
    expect((await lantern().call('POST', `/channels/${channelId}/open`)).body.code).toBe('channel_not_connected');
    expect((await connect(channelId, fake.wrongCredentials)).body.code).toBe('provider_refused');
    expect((await connect(channelId, { ...fake.credentials, other: 'x' })).status).toBe(400);
    expect((await connect(channelId, {})).status).toBe(400);
    expect((await connect(channelId, fake.credentials, all.shops.harbour)).status).toBe(404);
    const connected = await connect(channelId, fake.credentials);
    expect([connected.status, connected.body.address], JSON.stringify(connected.body)).toEqual([200, fake.accountName]);
    const shown = JSON.stringify(connected.body);
    for (const name of connected.body.secretNames)
      if (fake.credentials[name] !== undefined) expect(shown).not.toContain(fake.credentials[name]);
    expect((await lantern().call('POST', `/channels/${channelId}/open`)).status).toBe(200);
    expect((await connect(channelId, fake.credentials)).status).toBe(200);
    const theirs = await all.newChannel(all.shops.harbour, type);
    expect((await connect(theirs, fake.credentials, all.shops.harbour)).body.code).toBe('address_taken');
  });

  test('answers the provider that asks whether we are there, and nobody else', async () => {
    const { fake, door } = of(type);
    const asked = fake.handshake(door);
    if (asked === null) return expect((await all.call({ method: 'GET', url: door, headers: {}, body: Buffer.alloc(0) })).status).toBe(404);
    expect(await all.call(asked.call)).toEqual({ status: 200, body: asked.body });
    const forged = await all.call(fake.forged(asked.call));
    expect(forged.status).toBeGreaterThanOrEqual(400);
    expect(forged.body).not.toContain(asked.body);
  });

  test('what somebody writes is a case; they are told a time there once per turn, and the answer comes there', async () => {
    await hear(type, 1, 'Where is my lamp? Grüße, 花 👩‍👩‍👧');
    const row = await caseOf(type, 1);
    expect(row).toMatchObject({
      channelType: type,
      unansweredText: 'Where is my lamp? Grüße, 花 👩‍👩‍👧',
      ball: 'us',
      customer: { proof: 'channel' },
    });
    expect(row.toldAt).not.toBeNull();
    expect(sentTo(type, 1)).toEqual([
      expect.stringMatching(/^Thank you, we have your message and will reply here by .+\(Automatic confirmation\)$/),
    ]);
    await hear(type, 1, 'It is the green one.');
    expect(sentTo(type, 1).length).toBe(1);
    const id = await answer(type, 1, 'It leaves tomorrow: 3 < 4 & "fine".');
    expect(sentTo(type, 1).at(-1)).toBe('It leaves tomorrow: 3 < 4 & "fine".');
    expect(await deliveryOf(id)).toMatchObject({ state: 'sent', provider_id: expect.stringMatching(/./) });
    expect(await caseOf(type, 1)).toMatchObject({ ball: 'customer' });
    await hear(type, 1, 'Thanks, and the shade?');
    expect((await thread(type, 1)).filter(({ author }) => author.kind === 'customer').length).toBe(3);
  });

  test('F32: five times, out of order, eight days late, forged, cut short, of a kind nobody knows, 10 MB and at another’s door: each message once, the rest refused or kept', async () => {
    const { fake, door, channelId } = of(type);
    const before = (await reasonsKept(lantern(), channelId)).length;
    const [first, second, late] = [next(), next(), next()];
    const words = (text: string, number: number, at?: number) =>
      fake.incoming({ person: 2, text, event: number, ...(at === undefined ? {} : { at }) }, door);
    const calls = [words('Second words', second), words('First words', first), words('Late words', late, tuesdayAt - 8 * 24 * hourMs)];
    const answers = await Promise.all([...calls, ...calls, ...calls, ...calls, ...calls].map((one) => all.call(one)));
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
    const forged = fake.incoming({ person: 2, text: 'Forged words', event: next() }, door);
    expect((await all.call(fake.forged(forged))).status).toBe(401);
    const bare = { ...forged, headers: { 'content-type': forged.headers['content-type'] ?? 'application/json' } };
    expect((await all.call(bare)).status).toBe(401);
    const cut = fake.truncated({ person: 2, text: 'Cut words', event: next() }, door);
    if (cut !== null) expect((await all.call(cut)).status).toBe(200);
    expect((await all.call(fake.unknown(next(), door))).status).toBe(200);
    expect((await all.call({ ...forged, body: Buffer.alloc(10 * 1024 * 1024, 'x') })).status).toBe(413);
    const theirs = await all.newChannel(all.shops.harbour, type);
    const elsewhere = `${new URL(door).origin}/in/${type}/${theirs}`;
    expect((await all.call({ ...words('Wrong door', next()), url: elsewhere })).status).toBe(401);
    expect((await all.call({ ...words('No door', next()), url: `${new URL(door).origin}/in/${type}/${crypto.randomUUID()}` })).status).toBe(
      404,
    );
    await all.settle();
    const said = (await thread(type, 2)).filter(({ author }) => author.kind === 'customer').map(({ text }) => text);
    expect(said.toSorted()).toEqual(['First words', 'Late words', 'Second words']);
    const kept = (await reasonsKept(lantern(), channelId)).slice(before);
    expect(kept.length).toBeLessThanOrEqual(2);
    expect(kept.every((reason) => reason === 'unknown_event')).toBe(true);
    expect((await all.shops.harbour.call('GET', '/cases?view=all')).body.items).toEqual([]);
  });

  test('F33, F34: taken and then cut, or 500 after it was taken: unknown, seen by people, and never sent twice by itself', async () => {
    await hear(type, 3, 'Is it on its way?');
    for (const fault of ['cut', 'broken'] as const) {
      const before = sentTo(type, 3).length;
      of(type).fake.answerNext(fault);
      const id = await answer(type, 3, `On its way, ${fault}.`);
      expect(await deliveryOf(id), fault).toMatchObject({ state: 'unknown' });
      all.shops.web.base.clock.setNow(tuesdayAt + 20 * hourMs);
      await all.settle();
      expect(sentTo(type, 3).length).toBe(before + 1);
      // Some providers can be asked, and have been by now.
      const settled = channelRegistry[type].description.capabilities.findsSent === true ? ['unknown', 'sent'] : ['unknown'];
      expect((await thread(type, 3)).find((one) => one.id === id).deliveries).toMatchObject([{ state: expect.toBeOneOf(settled) }]);
      all.shops.web.base.clock.setNow(tuesdayAt);
    }
  });

  test('asked to wait it waits, and sends once; who blocked us is told so to the agent', async () => {
    await hear(type, 4, 'Are you there?');
    of(type).fake.answerNext('wait');
    const before = sentTo(type, 4).length;
    const id = await answer(type, 4, 'We are.');
    const waiting = await deliveryOf(id);
    expect(waiting).toMatchObject({ state: 'queued', attempt_count: 1 });
    expect(sentTo(type, 4).length).toBe(before);
    all.shops.web.base.clock.setNow(waiting!.next_attempt_at! + 1);
    await all.settle();
    expect(await deliveryOf(id)).toMatchObject({ state: 'sent', attempt_count: 2 });
    expect(sentTo(type, 4).slice(before)).toEqual(['We are.']);
    all.shops.web.base.clock.setNow(tuesdayAt);
    of(type).fake.answerNext('blocked');
    const blocked = await answer(type, 4, 'Still there?');
    expect(await deliveryOf(blocked)).toMatchObject({ state: 'failed' });
    expect((await caseOf(type, 4)).ball).toBe('us');
    const rows = await lantern().inside((tx) => tx.rows(sql`select outcome from tenant.delivery where workspace_id = ${lantern().id}`));
    const { fake } = of(type);
    for (const secret of (await lantern().call('GET', `/channels/${of(type).channelId}`)).body.secretNames)
      if (fake.credentials[secret] !== undefined) expect(JSON.stringify(rows)).not.toContain(fake.credentials[secret]);
  });

  test('what the provider says became of a message moves it forward only, also before we know its name; a failure brings the case back', async () => {
    const { fake, door } = of(type);
    await hear(type, 5, 'Did you get this?');
    const id = await answer(type, 5, 'We did.');
    const { providerId } = fake.sent().findLast(({ text }) => text === 'We did.')!;
    if (fake.status(providerId, 'delivered', door) === null) return;
    const report = async (status: 'sent' | 'delivered' | 'read' | 'failed', of = providerId): Promise<void> => {
      const made = fake.status(of, status, door);
      if (made === null) return;
      expect((await all.call(made)).status).toBe(200);
      await all.settle();
    };
    const says = fake.status(providerId, 'read', door) !== null;
    await report('read');
    await report('delivered');
    await report('sent');
    const read = await deliveryOf(id);
    expect(read).toMatchObject({ state: 'delivered', read_at: says ? tuesdayAt : null });
    expect((await all.call(fake.status('of-somebody-elses', 'delivered', door)!)).status).toBe(200);
    await all.settle();
    if (fake.status(providerId, 'failed', door) === null) return;
    const lost = await answer(type, 5, 'And this?');
    await report('failed', fake.sent().findLast(({ text }) => text === 'And this?')!.providerId);
    expect(await deliveryOf(lost)).toMatchObject({ state: 'failed' });
    expect((await caseOf(type, 5)).ball).toBe('us');
    expect(await reasonsKept(lantern(), of(type).channelId)).not.toContain('fault');
  });
});
