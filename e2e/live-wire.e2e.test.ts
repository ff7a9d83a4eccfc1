/**
 * What leaves for a customer while somebody is there live, and how soon is it gone when nobody is? The sentence above the field says who is there and
 * when they write; nothing else is added to the wire, and whichever way the last one leaves, it is as if nobody had been there.
 */
import type { EntryWords, MessengerFrame } from '@meanwhile/wire/messenger.ts';
import { afterEach, afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messageWith, openAttackShop, visit, type AttackShop, type Person, type Visitor } from './attacks/set-up.ts';
import { isReady, openSocket, type Socket } from './attacks/socket.ts';
import { until } from './harness.ts';

const frameKeys = ['type', 'cursor', 'reset', 'messages', 'entry'];
const entryKeys = ['words', 'besideSend', 'dueAt', 'freshUntil', 'later'];

let shop: AttackShop;
let mia: Person;
let jonas: Visitor;
let customer: Socket;
let desk: Socket;
let caseId: string;

beforeAll(async () => {
  shop = await openAttackShop({ rateFactor: 100 });
  expect((await shop.api('PATCH', `/channels/${shop.messengerId}`, { mayBeLive: true })).status).toBe(200);
  // The settings of a channel are remembered for a second.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  jonas = await visit(shop, shop.messengerId);
  await jonas.say('Is the tourer ready?');
  caseId = (await messageWith(shop.lantern, 'Is the tourer ready?')).caseId;
});
afterAll(() => shop?.close());
beforeEach(async () => {
  mia = await shop.owner('lantern');
  customer = await openSocket(`${shop.url}/m/${shop.messengerId}/stream`, { token: jonas.token });
  await customer.heard(isReady);
  desk = await openDesk();
  await goLive();
});
afterEach(async () => {
  customer.close();
  desk.close();
  await write('/agents/me/live', { live: false });
});

const openDesk = async (): Promise<Socket> => {
  const ticket = (await (await mia.fetch('/api/v1/stream-tickets', { method: 'POST' })).json()) as { token: string };
  const socket = await openSocket(`${shop.url}/api/v1/stream`, { token: ticket.token });
  await socket.heard(isReady);
  return socket;
};
const write = (path: string, body: unknown) =>
  mia.fetch(`/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  });
const entry = async (): Promise<EntryWords> =>
  (await (
    await fetch(`${shop.url}/m/${shop.messengerId}/entry?locale=en&zone=UTC`, { headers: { authorization: `Bearer ${jonas.token}` } })
  ).json()) as EntryWords;
/** Within the minute in which cues must be gone; far sooner where nothing has to be waited for. */
const saysLater = () => until('the channel replies later', async () => ((await entry()).later === undefined ? true : null), 60_000);
const entries = () =>
  customer.frames.flatMap((frame) => ((frame as MessengerFrame).type === 'entry' ? [(frame as { entry: EntryWords }).entry] : []));
const writingFrames = () => entries().filter((one) => one.words.endsWith(' is writing…'));

/** Mia says that she is live, touches a key, and somebody has looked. */
async function goLive(): Promise<void> {
  expect((await write('/agents/me/live', { live: true })).status).toBe(200);
  // Input is noted once a minute and member; what a sign-out took away comes with the next one.
  await shop.behind(`update tenant.member set input_at = null`, []);
  await until('Mia is there', async () => {
    desk.send({ type: 'input' });
    await shop.behind(`update tenant.member set input_at = now() where role = 'owner'`, []);
    await shop.behind(`update work.item set due_at = now() where kind = 'stance'`, []);
    return (await entry()).later === undefined ? null : true;
  });
}
async function typesUntilHeard(): Promise<void> {
  const before = writingFrames().length;
  await until('Jonas is shown that Mia writes', async () => {
    desk.send({ type: 'look', caseId, writing: false });
    desk.send({ type: 'look', caseId, writing: true });
    return writingFrames().length > before ? true : null;
  });
}

test('live, the sentence says who is there, and that she writes, and then no more; nothing else is on the wire', async () => {
  expect((await entry()).words).toMatch(/^\S+ is here now\.$/);
  for (const type of ['typing', 'presence', 'read', 'seen']) customer.send({ type, caseId, on: true });
  await typesUntilHeard();
  desk.send({ type: 'look', caseId, writing: false });
  await until('the sentence of before is back', async () => (entries().at(-1)?.words.endsWith(' is here now.') === true ? true : null));
  for (const frame of customer.frames as MessengerFrame[]) {
    expect(Object.keys(frame).filter((key) => !frameKeys.includes(key))).toEqual([]);
    if (frame.type === 'entry' && frame.entry !== null)
      expect(Object.keys(frame.entry).filter((key) => !entryKeys.includes(key))).toEqual([]);
  }
  expect(entries().every((one) => one.besideSend === '' && one.later?.words.includes('reply by'))).toBe(true);
});

test('somebody else’s typing, in another case or by somebody who is not live, is not heard', async () => {
  const other = await visit(shop, shop.messengerId);
  await other.say('Do you rent out trailers?');
  const { caseId: others } = await messageWith(shop.lantern, 'Do you rent out trailers?');
  desk.send({ type: 'look', caseId: others, writing: true });
  await typesUntilHeard();
  expect(writingFrames()).toHaveLength(1);
});

test.each<[string, () => Promise<unknown>]>([
  ['she says that she is not live any more', () => write('/agents/me/live', { live: false })],
  ['she says that she is away', () => write('/agents/me/away', { away: true })],
  ['her input is two minutes old', () => shop.behind(`update tenant.member set input_at = now() - interval '121 seconds'`, [])],
  ['her shift is over', () => shop.behind(`update tenant.shift set ends_at = now() where ends_at > now()`, [])],
  [
    'she signs out',
    async () => expect((await mia.fetch('/api/auth/sign-out', { method: 'POST', headers: { origin: shop.url } })).status).toBe(200),
  ],
  [
    'the worker that looks was killed',
    () => shop.behind(`update work.item set due_at = now() + interval '1 hour' where kind = 'stance'`, []),
  ],
])('within a minute nothing live is left when %s, and her typing is not heard', async (_, leave) => {
  await typesUntilHeard();
  await leave();
  await saysLater();
  const heard = writingFrames().length;
  desk.send({ type: 'look', caseId, writing: false });
  desk.send({ type: 'look', caseId, writing: true });
  // In order: what she typed would have been heard before this.
  await jonas.say(`Anybody there? ${heard}`);
  await until('his own message comes back', async () => (customer.text().includes(`Anybody there? ${heard}`) ? true : null));
  expect(writingFrames()).toHaveLength(heard);
  expect((await entry()).words).not.toMatch(/here now|is writing/);
  await mia.fetch('/api/v1/agents/me/away', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ away: false }),
  });
});
