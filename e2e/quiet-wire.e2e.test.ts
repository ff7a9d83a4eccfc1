/**
 * What leaves for a customer while nobody promised to be there? Their own messages, our answers and the time told; never that somebody types, looks,
 * is here or has read, by whatever channel and whatever a client sends. What may leave is listed here, key by key: all else is a finding.
 */
import type { EntryWords, MessengerAttachment, MessengerFrame, MessengerMessage, MessengerSettings } from '@meanwhile/wire/messenger.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lanternMail, messageWith, openAttackShop, visit, type AttackShop, type Person, type Visitor } from './attacks/set-up.ts';
import { isReady, openSocket, says, type Socket } from './attacks/socket.ts';
import { until } from './harness.ts';

type Keys<T> = readonly (keyof T & string)[];
const frameTypes: readonly MessengerFrame['type'][] = ['ready', 'messages', 'entry', 'denied'];
const frameKeys = ['type', 'cursor', 'reset', 'messages', 'entry'];
const messageKeys: Keys<MessengerMessage> = [
  'id',
  'seq',
  'from',
  'authorName',
  'automatic',
  'channelType',
  'text',
  'at',
  'attachments',
  'told',
];
const attachmentKeys: Keys<MessengerAttachment> = ['id', 'name', 'mediaType', 'sizeBytes', 'held', 'url'];
const entryKeys: Keys<EntryWords> = ['words', 'besideSend', 'dueAt', 'freshUntil'];
const settingsKeys: Keys<MessengerSettings> = [
  'channelId',
  'brand',
  'logo',
  'locale',
  'direction',
  'accent',
  'accentText',
  'state',
  'entry',
  'maxAttachmentBytes',
  'identityRequired',
  'canNotify',
  'urgent',
];

const strange = (what: string, value: object | null, known: readonly string[]): string[] =>
  Object.keys(value ?? {}).flatMap((key) => (known.includes(key) ? [] : [`${what}: ${key}`]));
const strangeMessage = (message: MessengerMessage): string[] => [
  ...strange('message', message, messageKeys),
  ...message.attachments.flatMap((one) => strange('attachment', one, attachmentKeys)),
];
/** Everything in these frames that is not on the list. */
function findings(frames: readonly unknown[]): string[] {
  return (frames as MessengerFrame[]).flatMap((frame) => [
    ...(frameTypes.includes(frame.type) ? [] : [`frame: ${frame.type}`]),
    ...strange('frame', frame, frameKeys),
    ...('messages' in frame ? frame.messages.flatMap(strangeMessage) : []),
    ...('entry' in frame ? strange('entry', frame.entry, entryKeys) : []),
  ]);
}

let shop: AttackShop;
let mia: Person;
let jonas: Visitor;
let customer: Socket;
let desk: Socket;
let caseId: string;

beforeAll(async () => {
  shop = await openAttackShop();
  mia = await shop.owner('lantern');
  jonas = await visit(shop, shop.messengerId);
  await jonas.say('Is the tourer ready?');
  caseId = (await messageWith(shop.lantern, 'Is the tourer ready?')).caseId;
  customer = await openSocket(`${shop.url}/m/${shop.messengerId}/stream`, { token: jonas.token });
  await customer.heard(isReady);
  const ticket = (await (await mia.fetch('/api/v1/stream-tickets', { method: 'POST' })).json()) as { token: string };
  desk = await openSocket(`${shop.url}/api/v1/stream`, { token: ticket.token });
  await desk.heard(isReady);
});
afterAll(async () => {
  customer?.close();
  desk?.close();
  await shop?.close();
});

const write = (path: string, body: unknown, method = 'POST') =>
  mia.fetch(`/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  });

test('the channel replies later, and says so', async () => {
  const channels = (await shop.api('GET', '/channels')).body.items;
  expect(channels.map((one: { stance: { mode: string } }) => one.stance.mode)).toEqual(channels.map(() => 'async'));
});

test('in the messenger nothing is heard of Mia looking, typing, drafting, noting, taking the case or going away', async () => {
  desk.send({ type: 'input' });
  desk.send({ type: 'look', caseId, writing: false });
  desk.send({ type: 'look', caseId, writing: true });
  for (const type of ['typing', 'presence', 'read', 'seen']) customer.send({ type, caseId, on: true });
  expect((await write(`/cases/${caseId}/draft`, { text: 'I am just', revision: 0 }, 'PUT')).status).toBe(200);
  expect((await write('/notes', { caseId, text: 'He waits for this.' })).status).toBe(201);
  expect((await write(`/cases/${caseId}/assign`, { memberId: (await shop.api('GET', '/agents')).body.items[0].id })).status).toBe(200);
  expect((await mia.fetch(`/api/v1/cases/${caseId}/thread`)).status).toBe(200);
  for (const away of [true, false]) expect((await write('/agents/me/away', { away })).status).toBe(200);
  // In order: what was to be heard of all that would have come before this.
  await jonas.say('Or tomorrow?');
  await customer.heard(says('Or tomorrow?'));
  const answered = await write('/messages', { caseId, text: 'Tomorrow at nine.', undoMs: 0 });
  expect(answered.status, await answered.text()).toBe(201);
  await customer.heard(says('Tomorrow at nine.'));
  expect(findings(customer.frames)).toEqual([]);
  const told = customer.frames.flatMap((frame) => frame.messages ?? []).map((one: MessengerMessage) => one.text);
  expect(new Set(told)).toEqual(new Set(['Or tomorrow?', 'Tomorrow at nine.']));
});

test('nor while Mia is on a live shift and at the keyboard, where no manager has allowed the channel to be live', async () => {
  expect((await write('/agents/me/live', { live: true })).status).toBe(200);
  await until('she is present, and somebody has looked', async () => {
    desk.send({ type: 'input' });
    await shop.behind(`update work.item set due_at = now() where kind = 'stance'`);
    const { now, looks } = (await shop.api('GET', `/channels/${shop.messengerId}/stance`)).body;
    return now.because === 'not_allowed' && looks.at(-1)?.onShift[0]?.lastInputAt != null;
  });
  const before = customer.frames.length;
  desk.send({ type: 'look', caseId, writing: false });
  desk.send({ type: 'look', caseId, writing: true });
  await jonas.say('Or on Monday?');
  await customer.heard(says('Or on Monday?'));
  const since = customer.frames.slice(before) as MessengerFrame[];
  expect(since.map((frame) => frame.type)).toEqual(since.map(() => 'messages'));
  expect(findings(since)).toEqual([]);
  expect((await write('/agents/me/live', { live: false })).status).toBe(200);
});

test('what the messenger asks for by itself holds nothing of the kind either', async () => {
  const session = await fetch(`${shop.url}/m/${shop.messengerId}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: jonas.token, locale: 'en' }),
  });
  const { settings, ...rest } = (await session.json()) as { settings: MessengerSettings };
  expect(strange('session', rest, ['token', 'expiresAt', 'visitorId', 'proof', 'name', 'contact'])).toEqual([]);
  expect(strange('settings', settings, settingsKeys)).toEqual([]);
  const history = await jonas.history();
  expect(strange('history', history, ['messages', 'earlier', 'cursor'])).toEqual([]);
  expect(history.messages.flatMap(strangeMessage)).toEqual([]);
});

test('what the customer sends of the kind is heard at no desk', () => {
  expect(desk.text()).not.toMatch(/"type":"(?:typing|presence|read|seen)"/);
});

test('a mail asks for no receipt and counts no opening', async () => {
  const id = '<quiet@post.example>';
  await shop.signedMail({ from: 'Petra <petra@post.example>', to: lanternMail, subject: 'Chain', messageId: id, text: 'My chain slips.' });
  const { caseId: petras } = await messageWith(shop.lantern, 'My chain slips.');
  expect((await write('/messages', { caseId: petras, text: 'Bring it by.', undoMs: 0 })).status).toBe(201);
  const sent = await until('both mails left', async () => {
    const own = shop.sink.mails.filter((mail) => mail.to.includes('petra@post.example'));
    return own.length >= 2 ? own : null;
  });
  for (const { raw } of sent) {
    expect(raw).not.toMatch(/^(?:Disposition-Notification-To|Return-Receipt-To|X-Confirm-Reading-To|Read-Receipt-To):/im);
    expect(raw).not.toMatch(/<img\b|is typing|has read|is online|currently viewing/i);
  }
});

test('the list would find a frame or a field that says more', () => {
  const message = {
    id: '1',
    seq: 1,
    from: 'us',
    authorName: null,
    automatic: false,
    channelType: 'messenger',
    text: '',
    at: '',
    attachments: [],
    told: null,
  };
  expect(findings([{ type: 'messages', cursor: '', messages: [message] }])).toEqual([]);
  expect(
    findings([
      { type: 'typing' },
      { type: 'messages', cursor: '', messages: [{ ...message, readAt: '' }] },
      { type: 'entry', entry: null, online: 2 },
    ]),
  ).toEqual(['frame: typing', 'message: readAt', 'frame: online']);
});
