/** Who may speak at our door, and what do the events of LINE say? Signatures, every kind of event, and the files behind them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { notAuthenticated, type MessageEvent } from '../contract/normalised-event.ts';
import { dataRootOf, type LineAccount } from './line-account.ts';
import { lineChannel } from './line-channel.ts';
import { fetchBytes } from './line-description.ts';
import {
  callOf,
  eventIdOf,
  fakeBot,
  fakeChannel,
  lineEvent,
  messageEvent,
  messageIdOf,
  openLineFake,
  signatureOf,
  textEvent,
  userIdOf,
  type LineFake,
} from './line-fake.fixture.ts';
import { line } from './line.ts';
import { accountAt, haruka, rawOf, realDeps as deps } from './talk.fixture.ts';

let fake: LineFake;
let account: LineAccount;
beforeAll(async () => {
  fake = await openLineFake();
  account = accountAt(fake.url);
});
afterAll(() => fake.close());

const isLetIn = async (raw: RawInbound, over: Partial<LineAccount> = {}): Promise<boolean> =>
  (await line.inbound.verify(raw, { ...account, ...over }, deps)).ok;
const proved = { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null } as const;
const parse = (body: string, over: Partial<LineAccount> = {}) => line.inbound.parse(rawOf(body), { ...account, ...over }, proved);
async function read(...events: readonly object[]): Promise<MessageEvent> {
  const [event] = await parse(callOf(...events));
  if (event?.type !== 'message') throw new Error(`read as ${event?.type}: ${event?.type === 'unknown' ? event.hint : ''}`);
  return event;
}

describe('the signature', () => {
  const body = callOf(textEvent(1, 'Hello'));
  const good = signatureOf(body);
  it('is made over the bytes, whatever they hold and however they are spaced', async () => {
    for (const said of [body, callOf(), '{ "destination":"x" ,\n\t"events":[ ] , "text":"Grüße, 花 👩‍👩‍👧" }', '', '[1', '\u0000'])
      expect([said, await isLetIn(rawOf(said))]).toEqual([said, true]);
    const noText = new Uint8Array([0xff, 0xfe, 0x00, 0x80]);
    expect(await isLetIn(rawOf(noText))).toBe(true);
  });
  it('one byte changed anywhere is refused, and so is the same JSON written another way', async () => {
    for (let at = 0; at < body.length; at += 7) {
      const { bytes } = rawOf(body);
      bytes[at]! ^= 1;
      expect(await isLetIn(rawOf(bytes, { 'x-line-signature': good }))).toBe(false);
    }
    expect(await isLetIn(rawOf(JSON.stringify(JSON.parse(body), null, 1), { 'x-line-signature': good }))).toBe(false);
    expect(await isLetIn(rawOf(`${body} `, { 'x-line-signature': good }))).toBe(false);
  });
  it.each([
    ['none', {}],
    ['an empty one', { 'x-line-signature': '' }],
    ['one given twice', { 'x-line-signature': [good, good] }],
    ['one given twice, joined', { 'x-line-signature': `${good}, ${good}` }],
    ['half of it', { 'x-line-signature': good.slice(0, 20) }],
    ['one without its end', { 'x-line-signature': good.slice(0, -1) }],
    ['one with a blank behind it', { 'x-line-signature': `${good} ` }],
    ['one in hexadecimal', { 'x-line-signature': Buffer.from(good, 'base64').toString('hex') }],
    ['one of another secret', { 'x-line-signature': signatureOf(body, '0'.repeat(32)) }],
    ['one of another body', { 'x-line-signature': signatureOf(callOf()) }],
    ['one in another header', { 'x-hub-signature-256': good }],
  ])('%s is refused', async (_what, headers) => {
    expect(await isLetIn(rawOf(body, headers))).toBe(false);
  });
  it('of two live secrets both are good, and the older no longer after that', async () => {
    const newer = 'ab'.repeat(16);
    const during = { channelSecrets: [newer, fakeChannel.secret] };
    expect(await isLetIn(rawOf(body), during)).toBe(true);
    expect(await isLetIn(rawOf(body, { 'x-line-signature': signatureOf(body, newer) }), during)).toBe(true);
    expect(await isLetIn(rawOf(body), { channelSecrets: [newer] })).toBe(false);
    expect(await isLetIn(rawOf(body), { channelSecrets: [] })).toBe(false);
  });
});

describe('what people send', () => {
  it('words with their sender, the message they quote and LINE’s own emoji as it names them', async () => {
    const text = 'Guten Morgen!! (love)\nGrüße, 花 👩‍👩‍👧';
    const emojis = [{ index: 15, length: 6, productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }];
    const event = messageEvent(7, { type: 'text', text, emojis, quotedMessageId: messageIdOf(3), unheard_of: true });
    expect(await read(event)).toMatchObject({
      dedupeKey: `line:${eventIdOf(7)}`,
      text,
      sender: { scheme: 'line', value: haruka, display: null, proof: 'verified' },
      threadKey: haruka,
      locale: null,
      providerAt: 1_764_235_000_007,
      receivedAt: 1_000,
      authentication: { provider: 'pass' },
      evidence: { ownMessageId: messageIdOf(7), messageIdsInOrder: [messageIdOf(3)] },
      attachments: [],
      truncated: false,
    });
  });
  it('sent again it is the same event, whenever it comes and whatever token it then has', async () => {
    const first = await read(textEvent(8, 'Hello'));
    const again = await read(textEvent(8, 'Hello', { deliveryContext: { isRedelivery: true }, replyToken: 'another' }));
    expect(again.dedupeKey).toBe(first.dedupeKey);
    expect((await read(textEvent(9, 'Hello'))).dedupeKey).not.toBe(first.dedupeKey);
  });
  it.each([
    [
      'a place',
      { type: 'location', title: 'Shop', address: '1-3 Kioicho', latitude: 35.67966, longitude: 139.73669 },
      'Shop\n1-3 Kioicho\n35.67966, 139.73669',
    ],
    ['a place without a name', { type: 'location', latitude: 0, longitude: -0.5 }, '0, -0.5'],
    ['a sticker', { type: 'sticker', packageId: '1', stickerId: '2', stickerResourceType: 'STATIC' }, '[sticker]'],
    [
      'a sticker that LINE knows words for',
      { type: 'sticker', packageId: '1', stickerId: '2', stickerResourceType: 'ANIMATION', keywords: ['cony', 'Hello\n', 'hi', 'yo'] },
      '[sticker: cony, Hello, hi]',
    ],
    [
      'a sticker they wrote on',
      { type: 'sticker', packageId: '1', stickerId: '2', stickerResourceType: 'MESSAGE', keywords: ['yo'], text: 'Let’s\nmeet!' },
      'Let’s\nmeet!',
    ],
    [
      'a film on somebody’s own server',
      { type: 'video', contentProvider: { type: 'external', originalContentUrl: 'https://films.example/a.mp4' } },
      '[video: https://films.example/a.mp4]',
    ],
    ['a picture elsewhere, without an address', { type: 'image', contentProvider: { type: 'external' } }, '[image: kept elsewhere]'],
    ['a file too large', { type: 'file', fileName: 'film.mov', fileSize: fetchBytes + 1 }, '[film.mov: larger than 25 MB]'],
    [
      'a file that LINE does not name',
      { type: 'file', id: '••••••1234', fileName: 'a.pdf', fileSize: 1 },
      '[a.pdf: LINE did not say where it is]',
    ],
  ])('%s is in the words, and nothing is fetched for it: %s', async (_what, message, text) => {
    expect(await read(messageEvent(10, message))).toMatchObject({ text, attachments: [] });
  });
  it.each([
    ['image', { imageSet: { id: 'E005', index: 1, total: 2 } }, 'image.jpg', 'image/jpeg'],
    ['video', { duration: 60_000 }, 'video.mp4', 'video/mp4'],
    ['audio', {}, 'audio.m4a', 'audio/mp4'],
  ])('of %s the bytes stay at LINE until they are fetched', async (type, more, name, mime) => {
    const event = await read(messageEvent(11, { type, contentProvider: { type: 'line' }, ...more }));
    expect(event).toMatchObject({
      text: '',
      attachments: [{ name, mime, sizeBytes: 0, content: { kind: 'remote', providerRef: messageIdOf(11), expiresAt: null } }],
    });
  });
  it('a file’s name has no path and turns nothing round', async () => {
    const names = [];
    for (const fileName of ['prices.pdf', '../../etc/passwd', 'a\\b.pdf', 'cod\u202Efdp.exe', '..', '\u0000', undefined])
      names.push((await read(messageEvent(12, { type: 'file', fileName, fileSize: 2_138 }))).attachments[0]!.name);
    expect(names).toEqual(['prices.pdf', 'passwd', 'b.pdf', 'codfdp.exe', 'file.bin', 'file.bin', 'file.bin']);
  });
  it.each([
    ['makes them say something', { data: 'x=1', displayText: 'I want to order' }, 'I want to order'],
    ['lets them pick a day and an hour', { data: 'x=1', params: { datetime: '2026-12-24T01:00' } }, '2026-12-24T01:00'],
    ['lets them pick a day', { data: 'x=1', params: { date: '2026-12-24' } }, '2026-12-24'],
    ['lets them pick an hour', { data: 'x=1', params: { time: '01:00' } }, '01:00'],
  ])('a button of a menu that %s is their word', async (_what, postback, text) => {
    expect(await read(lineEvent(13, 'postback', { replyToken: 'b60d', postback }))).toMatchObject({
      text,
      sender: { value: haruka },
      evidence: { ownMessageId: null },
    });
  });
  it('events of several people in one call each stand for themselves', async () => {
    const ole = { source: { type: 'user', userId: userIdOf('Ole') } };
    const events = await parse(callOf(textEvent(14, 'One'), lineEvent(15, 'follow'), { type: 'message' }, textEvent(16, 'Two', ole), 7));
    expect(events).toMatchObject([
      { type: 'message', text: 'One', sender: { value: haruka } },
      { type: 'unknown' },
      { type: 'message', text: 'Two', sender: { value: userIdOf('Ole') } },
      { type: 'unknown' },
    ]);
    expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(4);
  });
});

describe('what is kept as unknown', () => {
  it.each([
    ['a message taken back', lineEvent(20, 'unsend', { unsend: { messageId: messageIdOf(3) } }), 'a message was taken back'],
    ['an event of a new kind', lineEvent(20, 'somethingNew'), 'somethingNew'],
    ['a kind with a strange name', lineEvent(20, '<b>\n'), 'an event of a kind we do not know'],
    ['a message of a new kind', messageEvent(20, { type: 'hologram' }), 'a message of a kind we do not know'],
    ['a message by the name of something built in', messageEvent(20, { type: 'constructor' }), 'a message of a kind we do not know'],
    ['a text without words', messageEvent(20, { type: 'text', text: '' }), 'a message without words or files'],
    ['a place that is nowhere', messageEvent(20, { type: 'location' }), 'a message of a kind we do not know'],
    ['a message of nobody', textEvent(20, 'Hi', { source: undefined }), 'a message in a shape we do not know'],
    [
      'a sender in another shape',
      textEvent(20, 'Hi', { source: { type: 'user', userId: 'Haruka' } }),
      'an event in a shape we do not know',
    ],
    ['a message that is none', lineEvent(20, 'message', { message: 'Hi' }), 'a message in a shape we do not know'],
    ['a button for a program', lineEvent(20, 'postback', { postback: { data: 'storeId=12345' } }), 'a button that says nothing to us'],
    ['a time that is none', lineEvent(20, 'message', { timestamp: 'now' }), 'an event in a shape we do not know'],
  ])('%s', async (_what, event, hint) => {
    expect(await parse(callOf(event))).toMatchObject([{ type: 'unknown', hint, dedupeKey: `line:${eventIdOf(20)}` }]);
  });
  it.each([
    ['no JSON', '{"destination": "U", "eve'],
    ['a deep nest', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['nothing', ''],
    ['another provider’s call', '{"update_id": 8}'],
    ['events that are none', JSON.stringify({ destination: fakeBot.userId, events: {} })],
  ])('%s', async (_what, body) => {
    expect(await parse(body)).toMatchObject([
      { type: 'unknown', hint: 'not a call of LINE', dedupeKey: expect.stringMatching(/^line:.{43}$/) },
    ]);
  });
});

describe('what is none of our business', () => {
  const group = { source: { type: 'group', groupId: 'Ca56f94637c', userId: haruka } };
  it.each([
    ['LINE asking whether we are there', callOf()],
    ['a group', callOf(textEvent(30, 'Hi', group))],
    ['a group that does not say who wrote', callOf(textEvent(30, 'Hi', { source: { type: 'group', groupId: 'Ca56f94637c' } }))],
    ['a room', callOf(textEvent(30, 'Hi', { source: { type: 'room', roomId: 'Ra8dbf4673c', userId: haruka } }))],
    ['a message taken back in a group', callOf(lineEvent(30, 'unsend', { ...group, unsend: { messageId: '1' } }))],
    ['a chat that another program is busy with', callOf(textEvent(30, 'Hi', { mode: 'standby' }))],
    [
      'another menu shown',
      callOf(lineEvent(30, 'postback', { postback: { data: 'b', params: { newRichMenuAliasId: 'b', status: 'SUCCESS' } } })),
    ],
    [
      'a link to an account that failed, of nobody',
      callOf(lineEvent(30, 'accountLink', { source: undefined, link: { result: 'failed', nonce: 'n' } })),
    ],
    ...[
      ['follow', { follow: { isUnblocked: false } }] as const,
      ['unfollow', {}] as const,
      ['videoPlayComplete', { videoPlayComplete: { trackingId: 't' } }] as const,
      ['beacon', { beacon: { hwid: 'd41d8cd98f', type: 'stay' } }] as const,
      ['membership', { membership: { type: 'joined', membershipId: 3_189 } }] as const,
      ['delivery', { delivery: { data: '15034552939884E28681A7D668CEA94C' } }] as const,
      ['join', group] as const,
      ['leave', group] as const,
      ['memberJoined', { ...group, joined: { members: [] } }] as const,
      ['memberLeft', { ...group, left: { members: [] } }] as const,
      ['module', { module: { type: 'attached' } }] as const,
      ['activated', {}] as const,
      ['deactivated', {}] as const,
      ['botSuspended', {}] as const,
      ['botResumed', {}] as const,
    ].map(([type, more]): [string, string] => [type, callOf(lineEvent(30, type, more))]),
  ])('%s', async (_what, body) => {
    expect(await isLetIn(rawOf(body))).toBe(true);
    expect(await parse(body)).toEqual([]);
  });
  it('what another bot is called for, once we know our own', async () => {
    const body = callOf(textEvent(31, 'Hi'));
    expect(await parse(body, { botUserId: userIdOf('Harbour Shop') })).toEqual([]);
    expect((await parse(body, { botUserId: '' })).length).toBe(1);
  });
});

describe('a file', () => {
  const fetchFile = (id: string) => line.inbound.fetchFile!(id, account, deps);
  it('is fetched whole, up to 25 MB', async () => {
    fake.contents.set('461', new Uint8Array([9, 8]));
    expect(await fetchFile('461')).toEqual({ ok: true, bytes: Buffer.from([9, 8]), mime: null });
    expect(fake.requests.at(-1)).toMatchObject({ method: 'GET', path: '/v2/bot/message/461/content' });
    fake.contents.set('462', new Uint8Array(fetchBytes + 1));
    expect(await fetchFile('462')).toEqual({ ok: false, passing: false, reason: 'larger than 25 MB' });
  });
  it.each([
    [202, true, 'LINE is still preparing it'],
    [404, false, 'LINE does not have it any more'],
    [410, false, 'they took it back'],
    [401, true, 'LINE did not give the file'],
    [403, false, 'LINE did not give the file'],
    [429, true, 'LINE did not give the file'],
    [500, true, 'LINE did not give the file'],
  ])('is not there with %i: passing %s, %s', async (status, passing, reason) => {
    fake.contents.set('463', status);
    expect(await fetchFile('463')).toEqual({ ok: false, passing, reason });
  });
  it('of a place that leaves the path, or that was covered, nothing is asked', async () => {
    const before = fake.requests.length;
    for (const id of ['../../../v2/bot/info', 'a/b', 'a?b', '%2e%2e', '', '••••1234', 'a'.repeat(101)])
      expect(await fetchFile(id)).toMatchObject({ ok: false, passing: false });
    expect(fake.requests.length).toBe(before);
  });
  it('where the connection breaks it may come later, and the token is in no reason', async () => {
    const broken = { ...deps, fetch: () => Promise.reject(new Error(`with ${fakeChannel.accessToken}`)) };
    expect(await line.inbound.fetchFile!('461', account, broken)).toEqual({
      ok: false,
      passing: true,
      reason: 'the connection to LINE broke',
    });
  });
  it('comes from LINE’s own host for files, or from what stands in for LINE', () => {
    const ground = { webhookUrl: 'https://desk.example/in/line/1', apiUrl: lineChannel.apiUrl };
    const kept = {
      settings: { accountId: fakeBot.userId },
      secrets: { channelSecret: 'new', channelSecretOld: 'old', channelAccessToken: 't' },
    };
    const real = lineChannel.accountOf(kept, ground);
    expect(real).toEqual({
      botUserId: fakeBot.userId,
      channelSecrets: ['new', 'old'],
      channelAccessToken: 't',
      webhookUrl: ground.webhookUrl,
      apiRoot: 'https://api.line.me',
    });
    expect(dataRootOf(real)).toBe('https://api-data.line.me');
    expect(dataRootOf(account)).toBe(fake.url);
  });
});
