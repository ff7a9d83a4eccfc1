/** What do the events of Meta say? Every kind of them, and what is none of our business. */
import { describe, expect, it } from 'vitest';
import { notAuthenticated, type MessageEvent } from '../contract/normalised-event.ts';
import { apiUrl, type FacebookAccount } from './facebook-account.ts';
import { facebook } from './facebook.ts';
import { accountAt, ada, rawOf } from './talk.fixture.ts';
import {
  appointment,
  callOf,
  deliveryEvent,
  echoEvent,
  editEvent,
  entriesOf,
  eventOf,
  mediaEvent,
  messageEvent,
  midOf,
  pageId,
  personIdOf,
  postbackEvent,
  reactionEvent,
  readEvent,
  sentAt,
  stickerAsImage,
  stickerOf,
  textEvent,
} from './webhook-bodies.fixture.ts';

const account = accountAt(apiUrl);
const proved = { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null } as const;
const parse = (body: string, over: Partial<FacebookAccount> = {}) => facebook.inbound.parse(rawOf(body), { ...account, ...over }, proved);
async function read(...events: readonly object[]): Promise<MessageEvent> {
  const [event] = await parse(callOf(...events));
  if (event?.type !== 'message') throw new Error(`read as ${event?.type}: ${event?.type === 'unknown' ? event.hint : ''}`);
  return event;
}
const cdn = 'https://scontent.xx.fbcdn.net/v/t1.15752-9';

describe('what people send', () => {
  it('words with their sender and the message they answer', async () => {
    const text = 'Guten Morgen!!\nGrüße, 花 👩‍👩‍👧';
    const event = messageEvent(7, { text, reply_to: { mid: midOf(3), is_self_reply: false }, unheard_of: true });
    expect(await read(event)).toMatchObject({
      dedupeKey: `facebook:${midOf(7)}`,
      text,
      sender: { scheme: 'facebook', value: ada, display: null, proof: 'verified' },
      threadKey: ada,
      locale: null,
      providerAt: sentAt + 7,
      receivedAt: 1_000,
      authentication: { provider: 'pass' },
      evidence: { ownMessageId: midOf(7), messageIdsInOrder: [midOf(3)] },
      attachments: [],
      truncated: false,
    });
  });
  it('sent again it is the same event, whatever else then stands in the call', async () => {
    const first = await read(textEvent(8, 'Hello'));
    const [, again] = await parse(callOf(textEvent(7, 'Before it'), textEvent(8, 'Hello')));
    expect(again!.dedupeKey).toBe(first.dedupeKey);
    expect((await read(textEvent(9, 'Hello'))).dedupeKey).not.toBe(first.dedupeKey);
  });
  it('ids of up to twenty digits stay as they are', async () => {
    const long = '98765432109876543210';
    expect((await read(textEvent(1, 'Hi', { sender: { id: long } }))).sender.value).toBe(long);
  });
  it.each([
    ['image', `${cdn}/12_34_n.jpg?_nc_cat=1&oh=00_A`, 'image.jpg'],
    ['image', `${cdn}/12_34_n.PNG`, 'image.png'],
    ['image', `${cdn}/12_34`, 'image.jpg'],
    ['video', 'https://video.xx.fbcdn.net/v/t42.3356-2/film.mp4?vabr=1', 'video.mp4'],
    ['audio', 'https://cdn.fbsbx.com/v/t59.3654-21/audioclip-1.mp4', 'audio.mp4'],
    ['file', 'https://cdn.fbsbx.com/v/t59.2708-21/Rechnung%20M%C3%A4rz.pdf?dl=1', 'Rechnung März.pdf'],
    ['file', 'https://cdn.fbsbx.com/v/t59.2708-21/a%2F..%2Fcod%E2%80%AEfdp.exe', 'codfdp.exe'],
    ['file', 'https://cdn.fbsbx.com/v/t59.2708-21/50%', '50%'],
    ['file', 'https://cdn.fbsbx.com/', 'file.bin'],
    ['sticker', 'https://scontent.xx.fbcdn.net/v/t39.1997-6/like.png', 'sticker.png'],
  ])('of %s the bytes stay at Meta until they are fetched: %s', async (type, url, name) => {
    expect(await read(mediaEvent(11, type, url))).toMatchObject({
      text: '',
      attachments: [{ name, mime: '', sizeBytes: 0, inline: false, content: { kind: 'remote', providerRef: url, expiresAt: null } }],
    });
  });
  it('words and several files in one message', async () => {
    const images = [1, 2].map((number) => ({ type: 'image', payload: { url: `${cdn}/${number}.jpg` } }));
    const event = await read(messageEvent(12, { text: 'Both are broken.', attachments: images }));
    expect([event.text, event.attachments.length]).toEqual(['Both are broken.', 2]);
  });
  it.each([
    ['alone', [stickerOf(`${cdn}/like.png`)]],
    ['beside the image it was until August 2026', [stickerAsImage(`${cdn}/like.png`), stickerOf(`${cdn}/like.png`)]],
    ['beside that image at another place', [stickerOf(`${cdn}/like.png`), stickerAsImage(`${cdn}/like.png?x=1`)]],
  ])('a sticker is one file, %s', async (_what, attachments) => {
    const event = await read(messageEvent(13, { sticker_id: 369_239_263_222_822, attachments }));
    expect(event.attachments.map(({ name }) => name)).toEqual(['sticker.png']);
  });
  it('a picture beside a sticker is kept', async () => {
    const picture = { type: 'image', payload: { url: `${cdn}/lamp.jpg` } };
    expect((await read(messageEvent(13, { attachments: [picture, stickerOf(`${cdn}/like.png`)] }))).attachments.length).toBe(2);
  });
  it.each([
    ['a link', [{ type: 'fallback', title: 'Lamps', url: 'https://lamps.example/9', payload: null }], '', 'Lamps, https://lamps.example/9'],
    [
      'a link beside the words that have it',
      [{ type: 'fallback', payload: { title: 'Lamps', url: 'https://lamps.example/9' } }],
      'This: https://lamps.example/9',
      'This: https://lamps.example/9\nLamps',
    ],
    ['something shared that Meta does not show', [{ type: 'fallback', payload: null }], '', '[shared]'],
    ['the same beside words', [{ type: 'fallback' }], 'Look!', 'Look!'],
    [
      'a reel',
      [{ type: 'reel', payload: { url: 'https://www.facebook.com/reel/1', title: 'Our\nshop', reel_video_id: 1 } }],
      '',
      '[reel: Our shop, https://www.facebook.com/reel/1]',
    ],
    ['a post of Instagram', [{ type: 'ig_post', payload: { url: 'https://ig.example/p/1' } }], '', '[ig post: https://ig.example/p/1]'],
    [
      'a product',
      [{ type: 'template', payload: { product: { elements: [{ id: '1', title: 'Desk lamp', subtitle: '€ 30' }] } } }],
      '',
      '[template: Desk lamp]',
    ],
    [
      'a place',
      [{ type: 'location', title: 'Ada’s place', payload: { coordinates: { lat: 52.5, long: -0.5 } } }],
      '',
      '[location: Ada’s place, 52.5, -0.5]',
    ],
    ['an appointment', [appointment], '', '[appointment booking: requested]'],
    ['something new', [{ type: 'hologram', payload: { depth: 3 } }], '', '[hologram]'],
    ['something by a strange name', [{ type: '<b>\n', payload: {} }], '', '[attachment]'],
    ['something by the name of something built in', [{ type: 'constructor' }], '', '[constructor]'],
    ['a file without an address', [{ type: 'file', payload: {} }], '', '[file: Facebook did not say where it is]'],
    [
      'a file whose address was covered',
      [{ type: 'image', payload: { url: `${cdn}/39_••••••••••••3642_n.png` } }],
      '',
      '[image: Facebook did not say where it is]',
    ],
    ['a file elsewhere', [{ type: 'image', payload: { url: 'https://evil.example/a.jpg' } }], '', '[image: https://evil.example/a.jpg]'],
    ['what is no attachment', ['x', null, { payload: {} }], 'Hi', 'Hi\n[3 more that we cannot read]'],
  ])('%s is in the words, and nothing is fetched for it', async (_what, attachments, text, expected) => {
    expect(await read(messageEvent(14, { text, attachments }))).toMatchObject({ text: expected, attachments: [] });
  });
  it('a ready answer is its words, and a button what stands on it', async () => {
    expect((await read(messageEvent(15, { text: 'Red', quick_reply: { payload: 'COLOUR_1' } }))).text).toBe('Red');
    expect((await read(messageEvent(15, { quick_reply: { payload: 'COLOUR_1' } }))).text).toBe('COLOUR_1');
    expect(await read(postbackEvent(16, { mid: midOf(16), title: 'Where is my order?', payload: 'ORDER' }))).toMatchObject({
      text: 'Where is my order?',
      dedupeKey: `facebook:${midOf(16)}`,
      evidence: { ownMessageId: midOf(16) },
    });
    const bare = postbackEvent(17, { payload: 'ORDER' });
    expect(await read(bare)).toMatchObject({ text: 'ORDER', evidence: { ownMessageId: null } });
    expect((await read(bare)).dedupeKey).not.toBe((await read(postbackEvent(18, { payload: 'ORDER' }))).dedupeKey);
  });
  it('a reaction is its sign, about the message it stands at', async () => {
    const love = reactionEvent(19, midOf(3));
    expect(await read(love)).toMatchObject({ text: '❤️', evidence: { ownMessageId: null, messageIdsInOrder: [midOf(3)] } });
    expect((await read(love)).dedupeKey).toBe((await read(love)).dedupeKey);
    expect((await read(reactionEvent(20, midOf(3)))).dedupeKey).not.toBe((await read(love)).dedupeKey);
    expect((await read(reactionEvent(19, midOf(3), { emoji: '' }))).text).toBe('[love]');
    expect((await read(reactionEvent(19, midOf(3), { emoji: null, reaction: '<b>' }))).text).toBe('[reaction]');
  });
  it('a time may be a word, and in seconds where the page shows it so', async () => {
    const at = async (timestamp: unknown) => (await read(textEvent(1, 'Hi', { timestamp }))).providerAt;
    expect([await at('1764235000000'), await at('1527459824'), await at('soon'), await at(-1)]).toEqual([
      1_764_235_000_000,
      1_527_459_824_000,
      null,
      null,
    ]);
  });
  it('more than we keep of one text is cut, and said to be', async () => {
    const event = await read(textEvent(1, 'a'.repeat(200_001)));
    expect([event.text.length, event.truncated]).toEqual([200_000, true]);
  });
  it('events of several people in one call each stand for themselves', async () => {
    const ole = { sender: { id: personIdOf('Ole') } };
    const events = await parse(callOf(textEvent(21, 'One'), readEvent(), { message: {} }, textEvent(22, 'Two', ole), 7));
    expect(events).toMatchObject([
      { type: 'message', text: 'One', sender: { value: ada } },
      { type: 'unknown' },
      { type: 'message', text: 'Two', sender: { value: personIdOf('Ole') } },
      { type: 'unknown' },
    ]);
    expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(4);
  });
});

describe('what became of our messages', () => {
  it('is told for each that was delivered', async () => {
    expect(await parse(callOf(deliveryEvent([midOf('a'), midOf('b')])))).toMatchObject(
      [midOf('a'), midOf('b')].map((providerId) => ({
        type: 'status',
        status: 'delivered',
        providerId,
        dedupeKey: `facebook:delivered:${providerId}`,
        providerAt: sentAt + 1,
      })),
    );
  });
  it.each([
    ['a delivery that names none', deliveryEvent()],
    ['a delivery of none', deliveryEvent([])],
    ['ids that are none', deliveryEvent([7, '', 'a b'])],
    ['that all was read up to a time', readEvent()],
  ])('%s is about no message', async (_what, event) => {
    expect(await parse(callOf(event))).toEqual([]);
  });
});

describe('what is kept as unknown', () => {
  it.each([
    ['new words for a message', editEvent(20, 2), 'a message was edited'],
    ['an edit of nothing', eventOf(20, { message_edit: {} }), 'an edit in a shape we do not know'],
    ['an event of a new kind', eventOf(20, { something_new: {} }), 'something_new'],
    ['a warning of Meta’s', eventOf(20, { policy_enforcement: { action: 'block', reason: 'x' } }), 'policy_enforcement'],
    ['a kind with a strange name', eventOf(20, { '<b>\n': {} }), 'an event of a kind we do not know'],
    ['an event without a kind', eventOf(20, {}), 'an event of a kind we do not know'],
    ['a message without words', messageEvent(20, {}), 'a message without words or files'],
    ['a message of blanks', messageEvent(20, { text: ' \n' }), 'a message without words or files'],
    ['a message without an id', eventOf(20, { message: { text: 'Hi' } }), 'a message in a shape we do not know'],
    ['a message of nobody', textEvent(20, 'Hi', { sender: undefined }), 'an event of somebody whom Meta does not name'],
    [
      'a button of a visitor with a reference',
      postbackEvent(20, { title: 'x' }, { sender: { user_ref: 'r' } }),
      'an event of somebody whom Meta does not name',
    ],
    ['a sender in another shape', textEvent(20, 'Hi', { sender: { id: 'Ada' } }), 'an event of somebody whom Meta does not name'],
    ['a message that is none', eventOf(20, { message: 'Hi' }), 'a message in a shape we do not know'],
    ['a button that says nothing', postbackEvent(20, { mid: midOf(20) }), 'a button that says nothing to us'],
    ['a button that is none', postbackEvent(20, { title: 5 }), 'a button in a shape we do not know'],
    ['a reaction that is none', eventOf(20, { reaction: {} }), 'a reaction in a shape we do not know'],
    ['a delivery that is none', eventOf(20, { delivery: 'x' }), 'a delivery in a shape we do not know'],
  ])('%s', async (_what, event, hint) => {
    expect(await parse(callOf(event))).toMatchObject([{ type: 'unknown', hint, dedupeKey: expect.stringMatching(/^facebook:/) }]);
  });
  it('an edit is known again, and the next one is another', async () => {
    const keys = [];
    for (const event of [editEvent(20, 1), editEvent(20, 1), editEvent(20, 2)]) keys.push((await parse(callOf(event)))[0]!.dedupeKey);
    expect([keys[0] === keys[1], keys[0] === keys[2]]).toEqual([true, false]);
  });
  it.each([
    ['no JSON', '{"object": "page", "ent'],
    ['a deep nest', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['nothing', ''],
    ['another object’s call', '{"object":"instagram","entry":[]}'],
    ['entries that are none', '{"object":"page","entry":{}}'],
  ])('%s', async (_what, body) => {
    expect(await parse(body)).toMatchObject([
      { type: 'unknown', hint: 'not a call about a Page', dedupeKey: expect.stringMatching(/^facebook:.{43}$/) },
    ]);
  });
  it.each([
    ['an entry that is none', '7'],
    ['an entry of a new kind', `{"id":"${pageId}","time":1,"something_new":[]}`],
    ['events that are none', `{"id":"${pageId}","messaging":{}}`],
    ['a deep nest among the events', `{"id":"${pageId}","messaging":[${'['.repeat(20_000)}${']'.repeat(20_000)}]}`],
  ])('%s', async (_what, entry) => {
    expect(await parse(`{"object":"page","entry":[${entry}]}`)).toMatchObject([
      { type: 'unknown', hint: 'an event in a shape we do not know' },
    ]);
  });
});

describe('what is none of our business', () => {
  it.each([
    ['what the Page itself said', callOf(echoEvent(30))],
    ['the same by another of its numbers', callOf({ ...echoEvent(30), sender: { id: '4711' } })],
    ['the same without its mark', callOf(textEvent(30, 'Hi', { sender: { id: pageId } }))],
    ['a reaction taken back', callOf(reactionEvent(30, midOf(3), { action: 'unreact', emoji: undefined }))],
    ['another Page', entriesOf({ id: '4711', time: 1, messaging: [textEvent(30, 'Hi')] })],
    ['a comment', entriesOf({ id: pageId, time: 1, changes: [{ field: 'feed', value: { item: 'comment' } }] })],
    ['a chat that another app is busy with', entriesOf({ id: pageId, time: 1, standby: [textEvent(30, 'Hi')] })],
    ['no entries', entriesOf()],
    ['no events', callOf()],
    ...['optin', 'referral', 'account_linking', 'pass_thread_control', 'take_thread_control', 'request_thread_control', 'app_roles'].map(
      (kind): [string, string] => [kind, callOf(eventOf(30, { [kind]: { ref: 'x' } }, { sender: { user_ref: 'r' } }))],
    ),
  ])('%s', async (_what, body) => {
    expect(await parse(body)).toEqual([]);
  });
  it('where they came from does not hide what they say', async () => {
    expect((await read(textEvent(31, 'Hi', { referral: { ref: 'x' } }))).text).toBe('Hi');
  });
});
