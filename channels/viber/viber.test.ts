/** Who may speak at our door, and what do the calls of Viber say? Signatures, every kind of message, and what became of ours. */
import { describe, expect, it } from 'vitest';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { notAuthenticated, type MessageEvent, type NormalisedEvent } from '../contract/normalised-event.ts';
import { laterStatus } from '../contract/outcome.ts';
import { accountAt, door, rawOf, realDeps as deps, vesna } from './talk.fixture.ts';
import type { ViberAccount } from './viber-account.ts';
import { viberChannel } from './viber-channel.ts';
import { fetchBytes, mediaLifeMs } from './viber-description.ts';
import {
  callbackOf,
  fakeBot,
  fakeToken,
  messageOf,
  receiptOf,
  senderOf,
  signatureOf,
  spokenAt,
  textOf,
  tokenOf,
} from './viber-fake.fixture.ts';
import { viber } from './viber.ts';

const account = accountAt(viberChannel.apiUrl);
const isLetIn = async (raw: RawInbound, over: Partial<ViberAccount> = {}): Promise<boolean> =>
  (await viber.inbound.verify(raw, { ...account, ...over }, deps)).ok;
const proved = { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null } as const;
/** As stored bytes are read again: without headers. */
const parse = (body: string): Promise<readonly NormalisedEvent[]> => viber.inbound.parse(rawOf(body, {}), account, proved);
async function read(body: string): Promise<MessageEvent> {
  const [event] = await parse(body);
  if (event?.type !== 'message') throw new Error(`read as ${event?.type}: ${event?.type === 'unknown' ? event.hint : ''}`);
  return event;
}
/** As Viber signs them for CloudFront; the signature is shortened. */
const at = (path: string): string =>
  `https://dl-media.viber.com/5/media/2/short/any/sig/${path}?Expires=1764238600&Signature=EKw7lPC8XgJ2ew~NcOrKpiKqF__&Key-Pair-Id=APKA`;

describe('the signature', () => {
  const header = 'x-viber-content-signature';
  const body = textOf(1, 'Hello');
  const good = signatureOf(body);
  it('is made over the bytes, whatever they hold and however they are spaced', async () => {
    for (const said of [body, '{ "event":"message" ,\n\t"text":"Grüße, 花 👩‍👩‍👧" }', '', '[1', '\u0000'])
      expect([said, await isLetIn(rawOf(said))]).toEqual([said, true]);
    expect(await isLetIn(rawOf(new Uint8Array([0xff, 0xfe, 0x00, 0x80])))).toBe(true);
  });
  it('one byte changed anywhere is refused, and so is the same JSON written another way', async () => {
    for (let place = 0; place < body.length; place += 7) {
      const { bytes } = rawOf(body);
      bytes[place]! ^= 1;
      expect(await isLetIn(rawOf(bytes, { [header]: good }))).toBe(false);
    }
    expect(await isLetIn(rawOf(JSON.stringify(JSON.parse(body), null, 1), { [header]: good }))).toBe(false);
    expect(await isLetIn(rawOf(`${body} `, { [header]: good }))).toBe(false);
  });
  it.each([
    ['none', {}],
    ['an empty one', { [header]: '' }],
    ['one given twice', { [header]: [good, good] }],
    ['one given twice, joined', { [header]: `${good}, ${good}` }],
    ['half of it', { [header]: good.slice(0, 32) }],
    ['one without its end', { [header]: good.slice(0, -1) }],
    ['one with a blank behind it', { [header]: `${good} ` }],
    ['one in capitals', { [header]: good.toUpperCase() }],
    ['one in base64', { [header]: Buffer.from(good, 'hex').toString('base64') }],
    ['one of another token', { [header]: signatureOf(body, '0'.repeat(50)) }],
    ['one of another body', { [header]: signatureOf(textOf(2, 'Hello')) }],
    ['one in another header', { 'x-hub-signature-256': good }],
  ])('%s is refused', async (_what, headers) => {
    expect(await isLetIn(rawOf(body, headers))).toBe(false);
  });
  it('of two live tokens both are good, and the older no longer after that', async () => {
    const newer = 'ab'.repeat(25);
    const during = { authTokens: [newer, fakeToken] };
    expect(await isLetIn(rawOf(body), during)).toBe(true);
    expect(await isLetIn(rawOf(body, { [header]: signatureOf(body, newer) }), during)).toBe(true);
    expect(await isLetIn(rawOf(body), { authTokens: [newer] })).toBe(false);
    expect(await isLetIn(rawOf(body), { authTokens: [] })).toBe(false);
  });
});

describe('what people send', () => {
  it('words with their sender, their language and the token to its last digit', async () => {
    const text = 'Здравейте (smiley)\nGrüße, 花 👩‍👩‍👧';
    expect(await read(textOf(7, text, { unheard_of: true }))).toMatchObject({
      dedupeKey: `viber:${tokenOf(7)}`,
      text,
      sender: { scheme: 'viber', value: vesna, display: 'Vesna', proof: 'verified' },
      threadKey: vesna,
      locale: 'bg',
      providerAt: spokenAt,
      receivedAt: 1_000,
      authentication: { provider: 'pass' },
      evidence: { ownMessageId: tokenOf(7), messageIdsInOrder: [] },
      attachments: [],
      truncated: false,
    });
    expect(tokenOf(7)).toBe('4912661846655230008');
  });
  it('sent again it is the same event; the next one, one digit on, is another', async () => {
    const keys = [];
    for (const event of [8, 8, 9]) keys.push((await read(textOf(event, 'Hello'))).dedupeKey);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });
  it('a text is its words alone, whatever else stands beside them', async () => {
    const more = { media: 'http://download.example', location: { lat: 50.76891, lon: 6.11499 } };
    expect(await read(messageOf(10, { type: 'text', text: 'a message', ...more }))).toMatchObject({ text: 'a message', attachments: [] });
  });
  it.each([
    ['a sticker', { type: 'sticker', sticker_id: 153_500, media: 'http://content.cdn.viber.com/stickers/1.png' }, '[sticker]'],
    ['a place', { type: 'location', location: { lat: 43.2141, lon: 27.9147 } }, '43.2141, 27.9147'],
    ['a place at nought', { type: 'location', location: { lat: 0, lon: -0.5 } }, '0, -0.5'],
    ['somebody’s number', { type: 'contact', contact: { name: 'Ole\n', phone_number: '+4520123456' } }, 'Ole\n+4520123456'],
    ['an address', { type: 'url', media: 'https://lantern.example/lamp' }, 'https://lantern.example/lamp'],
    ['an address with words', { type: 'url', text: 'This one', media: 'https://a.example' }, 'This one\nhttps://a.example'],
    ['a card', { type: 'rich_media', rich_media: { Buttons: [] }, alt_text: 'Lamps' }, 'Lamps'],
    ['a card without words', { type: 'rich_media', rich_media: { Buttons: [] } }, '[card]'],
    [
      'a picture from elsewhere',
      { type: 'picture', media: 'https://pics.example/a.jpg', text: 'Look' },
      'Look\n[picture: https://pics.example/a.jpg]',
    ],
    ['a picture that is not said where', { type: 'picture', text: 'Look' }, 'Look\n[picture.jpg: Viber did not say where it is]'],
    ['a film too large', { type: 'video', media: at('video/a.mp4'), size: fetchBytes + 1 }, '[video.mp4: larger than 25 MB]'],
    [
      'a file too large',
      { type: 'file', media: at('a.mov'), file_name: 'film.mov', file_size: fetchBytes + 1 },
      '[film.mov: larger than 25 MB]',
    ],
  ])('%s is in the words, and nothing is fetched for it: %s', async (_what, message, text) => {
    expect(await read(messageOf(11, message))).toMatchObject({ text, attachments: [] });
  });
  it.each([
    ['picture', { media: at('image/a.jpg'), file_name: '1557267880757450.jpg' }, '1557267880757450.jpg', 'image/jpeg', 0],
    ['picture', { media: at('image/a.png'), file_name: 'a.PNG', size: 356_135 }, 'a.PNG', 'image/png', 356_135],
    ['picture', { media: at('image/a.jpg') }, 'picture.jpg', 'image/jpeg', 0],
    ['video', { media: at('video/a.mp4'), file_name: 'null', size: 250_381, duration: 2_466 }, 'video.mp4', 'video/mp4', 250_381],
    ['file', { media: at('file/a.pdf'), file_name: 'prices.pdf', file_size: 2_138 }, 'prices.pdf', '', 2_138],
    ['file', { media: at('file/a'), file_size: '12' }, 'file.bin', '', 0],
  ])('of a %s (%o) the bytes stay at Viber until they are fetched', async (type, more, name, mime, sizeBytes) => {
    expect(await read(messageOf(12, { type, text: 'Look', ...more }))).toMatchObject({
      text: 'Look',
      attachments: [{ name, mime, sizeBytes, content: { kind: 'remote', providerRef: more.media, expiresAt: 1_000 + mediaLifeMs } }],
    });
  });
  it('a file’s name has no path and turns nothing round', async () => {
    const names = [];
    for (const file_name of ['../../etc/passwd', 'a\\b.pdf', 'cod\u202Efdp.exe', '..', '\u0000', null])
      names.push((await read(messageOf(13, { type: 'file', media: at('a'), file_name }))).attachments[0]!.name);
    expect(names).toEqual(['passwd', 'b.pdf', 'codfdp.exe', 'file.bin', 'file.bin', 'file.bin']);
  });
  it.each([
    ['Ada\u202E\nLovelace', 'Ada Lovelace'],
    ['Subscriber', null],
    ['', null],
    [null, null],
    [7, null],
  ])('whoever is called %j is shown as %j', async (name, display) => {
    expect((await read(textOf(14, 'Hi', { sender: senderOf('Vesna', { name }) }))).sender.display).toBe(display);
  });
  it.each([
    ['en', 'en'],
    ['zh-Hans', 'zh-Hans'],
    ['pt_BR', 'pt-BR'],
    ['', null],
    ['<b>', null],
    [undefined, null],
  ])('a device in %j asks for %j', async (language, locale) => {
    expect((await read(textOf(15, 'Hi', { sender: senderOf('Vesna', { language }) }))).locale).toBe(locale);
  });
  it('what is longer than a message may be here is cut, and says so', async () => {
    const { text, truncated } = await read(textOf(16, 'a'.repeat(200_001)));
    expect([text.length, truncated]).toEqual([200_000, true]);
  });
});

describe('what becomes of ours', () => {
  const token = tokenOf(70);
  it('delivered and seen are of the message with this token, to its last digit', async () => {
    expect(await parse(receiptOf('delivered', token))).toEqual([
      {
        type: 'status',
        dedupeKey: `viber:${token}:delivered`,
        providerAt: spokenAt,
        receivedAt: 1_000,
        accountKey: 'channel',
        threadKey: null,
        providerId: token,
        status: 'delivered',
        code: null,
      },
    ]);
    expect(await parse(receiptOf('seen', token))).toMatchObject([{ type: 'status', providerId: token, status: 'read', code: null }]);
  });
  it('several devices of one person say it once', async () => {
    const [phone] = await parse(receiptOf('delivered', token, { timestamp: spokenAt }));
    const [desktop] = await parse(receiptOf('delivered', token, { timestamp: spokenAt + 5_000 }));
    expect(desktop!.dedupeKey).toBe(phone!.dedupeKey);
  });
  it('seen before delivered stays read', async () => {
    let state = laterStatus('queued', 'sent');
    for (const said of ['seen', 'delivered'] as const) {
      const [event] = await parse(receiptOf(said, token));
      if (event?.type === 'status') state = laterStatus(state, event.status);
    }
    expect(state).toBe('read');
  });
  it.each([
    [{ desc: 'failure\u202E\ndesc' }, 'failure desc'],
    [{}, null],
    [{ desc: 7 }, null],
  ])('failed, with %j, is told in Viber’s words: %j', async (more, detail) => {
    expect(await parse(receiptOf('failed', token, more))).toMatchObject([
      { type: 'status', providerId: token, status: 'failed', code: 'failed', class: null, detail },
    ]);
  });
});

describe('what is kept as unknown', () => {
  const key = `viber:${tokenOf(20)}`;
  it.each([
    ['an event of a new kind', callbackOf('something_new', tokenOf(20)), 'something_new', `${key}:something_new`],
    ['a kind by the name of something built in', callbackOf('constructor', tokenOf(20)), 'constructor', `${key}:constructor`],
    ['a message of a new kind', messageOf(20, { type: 'hologram' }), 'a message of a kind we do not know', key],
    ['a message by the name of something built in', messageOf(20, { type: 'constructor' }), 'a message of a kind we do not know', key],
    ['a text without words', messageOf(20, { type: 'text', text: '' }), 'a message without words or files', key],
    ['a place that is nowhere', messageOf(20, { type: 'location' }), 'a message without words or files', key],
    ['nobody’s number', messageOf(20, { type: 'contact' }), 'a message without words or files', key],
    ['a place in another shape', messageOf(20, { type: 'location', location: 'here' }), 'a message in a shape we do not know', key],
    ['a message of nobody', textOf(20, 'Hi', { sender: undefined }), 'a message in a shape we do not know', key],
    ['a sender in another shape', textOf(20, 'Hi', { sender: { id: 'Vesna M.' } }), 'a message in a shape we do not know', key],
    [
      'a message that is none',
      callbackOf('message', tokenOf(20), { sender: senderOf('Vesna') }),
      'a message in a shape we do not know',
      key,
    ],
  ])('%s', async (_what, body, hint, dedupeKey) => {
    expect(await parse(body)).toMatchObject([{ type: 'unknown', hint, dedupeKey }]);
  });
  it.each([
    ['a kind with a strange name', callbackOf('<b>\n', tokenOf(20)), 'an event of a kind we do not know'],
    ['a message without a token', textOf(20, 'Hi').replace(tokenOf(20), 'null'), 'a message in a shape we do not know'],
    ['a token that is none', textOf(20, 'Hi').replace(tokenOf(20), '-1.5'), 'a message in a shape we do not know'],
    ['a status of nothing', callbackOf('delivered', '{}'), 'delivered'],
    ['no JSON', '{"event": "message", "mess', 'not a call of Viber'],
    ['a deep nest', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'not a call of Viber'],
    ['nothing', '', 'not a call of Viber'],
    ['another provider’s call', '{"update_id": 8}', 'not a call of Viber'],
    ['a list', '[{"event":"message"}]', 'not a call of Viber'],
  ])('%s, under what it is made of', async (_what, body, hint) => {
    expect(await parse(body)).toMatchObject([{ type: 'unknown', hint, dedupeKey: expect.stringMatching(/^viber:[\w-]{43}$/) }]);
  });
});

describe('what nobody said', () => {
  const user = senderOf('Vesna');
  it.each([
    ['Viber trying our address', callbackOf('webhook', '241256543215')],
    ['somebody who wants messages', callbackOf('subscribed', tokenOf(30), { user })],
    ['somebody who wants none any more', callbackOf('unsubscribed', tokenOf(30), { user_id: vesna })],
    ['somebody who opened the chat', callbackOf('conversation_started', tokenOf(30), { type: 'open', user, subscribed: false })],
  ])('%s', async (_what, body) => {
    expect(await isLetIn(rawOf(body))).toBe(true);
    expect(await parse(body)).toEqual([]);
  });
  it('is answered with nothing, since words would be taken for a welcome', () => {
    expect(viber.inbound.stored).toMatchObject({ status: 200, body: '' });
  });
});

it('an account is made of what was typed and found, with the token before it', () => {
  const settings = { accountId: fakeBot.id, accountName: fakeBot.uri, name: fakeBot.name, uri: fakeBot.uri };
  const stored = { settings, secrets: { authToken: 'new', authTokenOld: 'old' } };
  expect(viberChannel.accountOf(stored, { webhookUrl: door, apiUrl: viberChannel.apiUrl })).toEqual({
    authTokens: ['new', 'old'],
    name: fakeBot.name,
    uri: fakeBot.uri,
    webhookUrl: door,
    apiRoot: 'https://chatapi.viber.com',
  });
});
