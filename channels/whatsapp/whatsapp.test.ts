/** What customers send in WhatsApp, what Meta says of our messages, and who is let in at the door. Shapes from Meta's pages on webhooks. */
import { describe, expect, it } from 'vitest';
import { notAuthenticated, type MessageEvent, type NormalisedEvent } from '../contract/normalised-event.ts';
import { fakeSecret, ids } from './graph-fake.fixture.ts';
import { accountAt, atDoor, depsWith } from './talk.fixture.ts';
import { callOf, jonas, messageOf, messagesCall, signatureOf, statusCall, textCall, wamidOf, type Writer } from './webhook.fixture.ts';
import { whatsappChannel } from './whatsapp-channel.ts';
import { whatsapp } from './whatsapp.ts';

const account = accountAt({ url: 'https://graph.example' });
const deps = depsWith(new Map());
const proved = { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null } as const;
const read = (body: object | string): Promise<readonly NormalisedEvent[]> => whatsapp.inbound.parse(atDoor(body), account, proved);
async function said(what: object, from: Writer = jonas): Promise<MessageEvent> {
  const [event] = await read(messagesCall([messageOf(7, what, from)], [from]));
  if (event?.type !== 'message') throw new Error(`read as ${event?.type}: ${event?.type === 'unknown' ? event.hint : ''}`);
  return event;
}

describe('the signature', () => {
  const isIn = async (raw: ReturnType<typeof atDoor>, appSecrets = account.appSecrets): Promise<boolean> =>
    (await whatsapp.inbound.verify(raw, { ...account, appSecrets }, deps)).ok;
  const good = atDoor(textCall(1, 'Hello'));
  const given = String(good.headers['x-hub-signature-256']);

  it('lets in what the app’s secret signed, whatever letters and blanks are in it', async () => {
    expect(await isIn(good)).toBe(true);
    for (const body of ['{ "a" :\t"Grüße, 花 👩‍👩‍👧"\r\n}', '{"a":"\\u00fc\\/"}', 'no JSON', '']) expect(await isIn(atDoor(body))).toBe(true);
  });
  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one given twice', [given, given]],
    ['one given twice in a line', `${given}, ${given}`],
    ['one that is too short', given.slice(0, -1)],
    ['one that is longer', `${given}0`],
    ['its bare digits', given.slice('sha256='.length)],
    ['one of another kind', given.replace('sha256', 'sha1')],
    ['one in capitals', given.toUpperCase()],
    ['one by another secret', signatureOf(good.bytes, 'another secret of an app')],
    ['one of other bytes', signatureOf(new Uint8Array([1]), fakeSecret)],
  ])('%s is refused', async (_what, signature) => {
    expect(await isIn({ ...good, headers: signature === undefined ? {} : { 'x-hub-signature-256': signature } })).toBe(false);
  });
  it('is refused with one byte of the body changed, and where no secret is known', async () => {
    const changed = good.bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte));
    expect(await isIn({ ...good, bytes: changed })).toBe(false);
    expect(await isIn({ ...good, bytes: new Uint8Array([...good.bytes, 10]) })).toBe(false);
    expect(await isIn(good, [])).toBe(false);
  });
  it('may be made with the older of two secrets while it is changed, and no longer after that', async () => {
    expect(await isIn(good, ['a newer secret of the app', fakeSecret])).toBe(true);
    expect(await isIn(good, ['a newer secret of the app'])).toBe(false);
  });
});

describe('Meta’s question at the door', () => {
  const asked = (query: Record<string, string>, method: 'GET' | 'POST' = 'GET') =>
    whatsapp.inbound.handshake!({ method, query, raw: atDoor('', null) }, { ...account, verifyTokens: ['newer word', 'older word'] });
  const question = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'newer word' };

  it('hears its word again from us where it shows ours, the newer or the older', () => {
    for (const word of ['newer word', 'older word'])
      expect(asked({ ...question, 'hub.verify_token': word })).toEqual({
        status: 200,
        contentType: 'text/plain; charset=utf-8',
        body: '1158201444',
      });
  });
  it.each([
    ['another word', { 'hub.verify_token': 'newer worD' }],
    ['a shorter one', { 'hub.verify_token': 'newer wor' }],
    ['an empty one', { 'hub.verify_token': '' }],
    ['another wish', { 'hub.mode': 'unsubscribe' }],
  ])('%s is refused, and nothing is said again', (_what, over) => {
    expect(asked({ ...question, ...over })).toMatchObject({ status: 403, body: '' });
    const { 'hub.verify_token': _left, ...without } = question;
    expect(asked(without)).toMatchObject({ status: 403, body: '' });
  });
  it('is none where nothing is asked', () => {
    expect(asked({})).toBeNull();
    expect(asked(question, 'POST')).toBeNull();
  });
});

describe('what people send', () => {
  it('words, their sender, the time and what they answer', async () => {
    expect(
      await said({ type: 'text', text: { body: 'Grüße 👩‍👩‍👧' }, context: { from: '15550783881', id: 'wamid.ours' }, unheard_of: 1 }),
    ).toMatchObject({
      dedupeKey: `whatsapp:${wamidOf(7)}`,
      text: 'Grüße 👩‍👩‍👧',
      providerAt: 1_700_000_000_000,
      threadKey: jonas.wa_id,
      sender: { scheme: 'whatsapp', value: jonas.wa_id, display: 'Jonas', proof: 'verified' },
      evidence: {
        ownMessageId: `${ids.phone}:${jonas.wa_id}:${wamidOf(7)}`,
        messageIdsInOrder: [`${ids.phone}:${jonas.wa_id}:wamid.ours`],
      },
    });
  });
  it.each<[string, object, string]>([
    ['a place', { type: 'location', location: { latitude: 52.5, longitude: 13.4 } }, '52.5, 13.4'],
    [
      'a shop on the map',
      { type: 'location', location: { latitude: 1, longitude: 2, name: 'Kettle', address: 'Ring 1', url: 'https://kettle.example' } },
      'Kettle, Ring 1\n1, 2\nhttps://kettle.example',
    ],
    [
      'two contacts',
      {
        type: 'contacts',
        contacts: [
          {
            name: { formatted_name: 'Ada L.' },
            org: { company: 'Loom' },
            phones: [{ phone: '+49 30 1' }],
            emails: [{ email: 'ada@x.example' }],
          },
          { vcard: 'BEGIN', phones: [{ wa_id: '4930' }] },
        ],
      },
      'Ada L., Loom\n+49 30 1\nada@x.example\n4930',
    ],
    ['a button of ours', { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'b', title: 'Yes' } } }, 'Yes'],
    [
      'a line of a list of ours',
      { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'r', title: 'Express', description: '1 day' } } },
      'Express',
    ],
    [
      'a form',
      {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: {
            name: 'flow',
            body: 'Sent',
            response_json: '{"flow_token":"t","size":"M","n":2,"days":["Mon","Tue"],"deep":{"a":1}}',
          },
        },
      },
      'Sent\nsize: M\nn: 2\ndays: Mon, Tue',
    ],
    ['a button of a template', { type: 'button', button: { payload: 'p', text: 'Stop it' } }, 'Stop it'],
    [
      'an order',
      {
        type: 'order',
        order: {
          catalog_id: 'c',
          text: 'Please wrap',
          product_items: [{ product_retailer_id: 'LAMP-1', quantity: 2, item_price: 9.5, currency: 'EUR' }],
        },
      },
      'Please wrap\n2 × LAMP-1, 9.5 EUR',
    ],
    [
      'a question about a product',
      {
        type: 'text',
        text: { body: 'Still there?' },
        context: { id: 'wamid.p', referred_product: { catalog_id: 'c', product_retailer_id: 'LAMP-1' } },
      },
      'Still there?\n[about the product LAMP-1]',
    ],
    [
      'somebody who came by an advertisement',
      { type: 'text', text: { body: 'More?' }, referral: { headline: 'Chat', source_url: 'https://fb.me/1' } },
      'More?\n[came by an advertisement: Chat, https://fb.me/1]',
    ],
    ['words beside a broken context', { type: 'text', text: { body: 'Hi' }, context: 7, referral: null }, 'Hi'],
  ])('%s is in the words', async (_what, what, text) => {
    expect((await said(what)).text).toBe(text);
  });
  it.each<[string, object, object]>([
    [
      'a picture with words',
      { type: 'image', image: { id: '1', mime_type: 'image/jpeg', caption: 'Broken' } },
      { name: 'image.jpg', mime: 'image/jpeg' },
    ],
    ['a film', { type: 'video', video: { id: '1', mime_type: 'video/mp4' } }, { name: 'video.mp4' }],
    [
      'a voice message',
      { type: 'audio', audio: { id: '1', mime_type: 'audio/ogg; codecs=opus', voice: true } },
      { name: 'voice.ogg', mime: 'audio/ogg' },
    ],
    ['a sound', { type: 'audio', audio: { id: '1', mime_type: 'audio/mpeg', voice: false } }, { name: 'audio.mp3' }],
    ['a sticker', { type: 'sticker', sticker: { id: '1', mime_type: 'image/webp', animated: false } }, { name: 'sticker.webp' }],
    ['a document', { type: 'document', document: { id: '1', mime_type: 'application/pdf', filename: 'bill.pdf' } }, { name: 'bill.pdf' }],
    ['one without a name', { type: 'document', document: { id: '1', mime_type: 'application/pdf' } }, { name: 'document.pdf' }],
    ['one whose name climbs', { type: 'document', document: { id: '1', filename: '../../etc/passwd' } }, { name: 'passwd' }],
    ['one whose name turns round', { type: 'document', document: { id: '1', filename: 'cod\u202Efdp.exe' } }, { name: 'codfdp.exe' }],
  ])('%s is a file to fetch', async (_what, what, file) => {
    const event = await said(what);
    expect(event.attachments).toMatchObject([{ ...file, content: { kind: 'remote', providerRef: '1' } }]);
    expect(event.text).toBe('image' in what ? 'Broken' : '');
  });
  it('a reaction is its sign, about the message it is on; taken back it is nothing', async () => {
    const event = await said({ type: 'reaction', reaction: { message_id: 'wamid.ours', emoji: '👍' } });
    expect(event).toMatchObject({ text: '👍', evidence: { messageIdsInOrder: [`${ids.phone}:${jonas.wa_id}:wamid.ours`] } });
    for (const reaction of [{ message_id: 'wamid.ours', emoji: '' }, { message_id: 'wamid.ours' }])
      expect(await read(messagesCall([messageOf(7, { type: 'reaction', reaction })]))).toEqual([]);
  });
  it('somebody who shows no number is known by the id Meta gives them, and later by their number again', async () => {
    const hidden: Writer = { user_id: 'DE.13491208655302741918', profile: { username: 'jonas.reads' } };
    expect((await said({ type: 'text', text: { body: 'Hi' } }, hidden)).sender).toEqual({
      scheme: 'whatsapp',
      value: 'DE.13491208655302741918',
      display: 'jonas.reads',
      proof: 'verified',
    });
    expect((await said({ type: 'text', text: { body: 'Hi' } }, { ...jonas, user_id: hidden.user_id! })).sender.value).toBe(jonas.wa_id);
    const [event] = await read(messagesCall([messageOf(7, { type: 'text', text: { body: 'Hi' } }, { wa_id: 'x/../y' })], []));
    expect(event).toMatchObject({ type: 'unknown', dedupeKey: `whatsapp:${wamidOf(7)}` });
  });
  it('of two who write in one call each is named by their own name', async () => {
    const maria: Writer = { wa_id: '4915100000002', profile: { name: 'Ma\u202Eria\n' } };
    const events = await read(
      messagesCall(
        [messageOf(1, { type: 'text', text: { body: 'a' } }, maria), messageOf(2, { type: 'text', text: { body: 'b' } })],
        [jonas, maria],
      ),
    );
    expect(events.map((event) => event.type === 'message' && event.sender.display)).toEqual(['Maria', 'Jonas']);
  });
});

describe('one call with many events', () => {
  const text = (event: number) => messageOf(event, { type: 'text', text: { body: `${event}` } });
  it('gives each, in its order, and one that is said twice once', async () => {
    const one = messagesCall([text(1), { ...text(2), text: null }, text(3), text(1)]);
    const two = statusCall('wamid.ours', 'sent');
    const events = await read({ ...one, entry: [...one.entry, ...two.entry, 7, { changes: [null] }] });
    expect(events.map(({ type }) => type)).toEqual(['message', 'unknown', 'message', 'status', 'unknown', 'unknown']);
    expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(6);
  });
  it('what came for another number of the same account is none of our business', async () => {
    expect(await read(messagesCall([text(1)], [jonas], '106540352249999'))).toEqual([]);
  });
});

describe('what became of a message of ours', () => {
  const statusOf = async (status: string, more: object = {}) => (await read(statusCall('wamid.ours', status, more)))[0];
  it('sent, delivered and read are told apart', async () => {
    const keys = new Set<string>();
    for (const status of ['sent', 'delivered', 'read'] as const) {
      const event = await statusOf(status, { biz_opaque_callback_data: 'm:0', conversation: { id: 'c' }, pricing: { billable: true } });
      expect(event).toMatchObject({
        type: 'status',
        status,
        providerId: 'wamid.ours',
        code: null,
        providerAt: 1_700_000_001_000,
        threadKey: jonas.wa_id,
      });
      keys.add(event!.dedupeKey);
    }
    expect(keys.size).toBe(3);
  });
  it.each([
    [131_047, 'windowClosed'],
    [131_026, 'permanentRecipient'],
    [131_050, 'permanentRecipient'],
    [131_053, 'permanentContent'],
    [132_001, 'permanentContent'],
    [131_042, 'configuration'],
    [190, 'authBroken'],
    [210, 'authBroken'],
    [130_429, null],
    [131_000, null],
    [999_999, null],
  ])('a failure by %d is of the class %s, with its reason on one line', async (code, kind) => {
    const errors = [{ code, title: 'Title', message: 'Message', error_data: { details: 'More than\n24 hours' } }];
    expect(await statusOf('failed', { errors })).toMatchObject({
      status: 'failed',
      code: String(code),
      class: kind,
      detail: 'More than 24 hours',
    });
  });
  it('a failure without a reason, and one for somebody without a number, are failures', async () => {
    expect(await statusOf('failed', { recipient_id: undefined, recipient_user_id: 'DE.1' })).toMatchObject({
      status: 'failed',
      code: null,
      threadKey: 'DE.1',
    });
  });
  it('a word we do not know is kept as unknown', async () => {
    expect(await statusOf('played')).toMatchObject({ type: 'unknown', hint: expect.stringContaining('played') });
  });
});

describe('what is not understood', () => {
  it.each<[string, object | string, string]>([
    ['a message of a kind to come', messagesCall([messageOf(7, { type: 'hologram', hologram: {} })]), 'hologram'],
    ['a deleted message', messagesCall([messageOf(7, { type: 'revoke', revoke: { original_message_id: 'x' } })]), 'revoke'],
    [
      'a number that changed',
      messagesCall([messageOf(7, { type: 'system', system: { type: 'user_changed_number', body: 'b', wa_id: '4930' } })]),
      'user_changed_number',
    ],
    [
      'an id that changed',
      messagesCall([messageOf(7, { type: 'system', system: { type: 'user_changed_user_id' } })]),
      'user_changed_user_id',
    ],
    [
      'what WhatsApp does not pass on',
      messagesCall([messageOf(7, { type: 'unsupported', errors: [{ code: 131_051, title: 'Message type unknown' }] })]),
      '131051 Message type unknown',
    ],
    ['a group', messagesCall([messageOf(7, { type: 'text', text: { body: 'Hi' }, group_id: 'g' })]), 'group'],
    ['empty words', messagesCall([messageOf(7, { type: 'text', text: { body: '' } })]), 'text'],
    ['a message without an id', messagesCall([{ type: 'text', text: { body: 'Hi' } }]), 'shape'],
    ['a kind that is a name of JavaScript', messagesCall([messageOf(7, { type: 'constructor' })]), 'constructor'],
    ['a kind that is no name', messagesCall([messageOf(7, { type: '<script>' })]), 'without a name'],
    ['a template that was refused', callOf({ event: 'REJECTED' }, 'message_template_status_update'), 'message_template_status_update'],
    ['news of the account', callOf({ event: 'DISABLED_UPDATE' }, 'account_update'), 'account_update'],
    ['what somebody wishes to get', callOf({ user_preferences: [] }, 'user_preferences'), 'user_preferences'],
    ['a field that is no name', callOf({}, 'a b'), 'something about the account'],
    [
      'trouble',
      callOf({ metadata: { phone_number_id: ids.phone }, errors: [{ code: 130_429, title: 'Rate limit hit' }] }),
      '130429 Rate limit hit',
    ],
    ['messages without a number', callOf({ messages: [] }), 'shape'],
    ['messages without messages', callOf({ metadata: { phone_number_id: ids.phone } }), 'without a message'],
    ['a page of Facebook', { object: 'page', entry: [] }, 'not a call of WhatsApp'],
    ['no JSON', '{"object": "whatsapp', 'not a call of WhatsApp'],
    ['a deep nest', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'not a call of WhatsApp'],
    ['nothing', '', 'not a call of WhatsApp'],
  ])('%s is kept as unknown, by name and without a word of the customer', async (_what, body, hint) => {
    const events = await read(body);
    expect(events).toMatchObject([
      { type: 'unknown', dedupeKey: expect.stringMatching(/^whatsapp:.+/), hint: expect.stringContaining(hint) },
    ]);
    expect(events[0]!.type === 'unknown' && events[0]!.hint).not.toContain('4930');
  });
  it('odd values where words are expected break nothing', async () => {
    const nest = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) as unknown;
    for (const odd of [null, 7, { toString: 1 }, [], nest, 'x'.repeat(300_000)]) {
      const whole = {
        ...messageOf(7, { type: 'text', text: { body: 'Hi' } }),
        timestamp: odd,
        from: odd,
        context: odd,
        referral: odd,
        errors: odd,
      };
      for (const body of [
        messagesCall([whole], odd as never),
        messagesCall([{ ...whole, text: odd }]),
        messagesCall([{ ...whole, type: odd }]),
        callOf(odd as object),
      ])
        expect(Array.isArray(await read(body))).toBe(true);
    }
    const long = await said({ type: 'text', text: { body: 'x'.repeat(300_000) } });
    expect([long.text.length, long.truncated]).toEqual([200_000, true]);
  });
});

it('an account is made of what was typed, of both live secrets, and of where it is', () => {
  const made = whatsappChannel.accountOf(
    {
      settings: { phoneNumberId: ids.phone, businessAccountId: ids.account, accountId: ids.phone },
      secrets: { accessToken: 'token', appSecret: 'new', appSecretOld: 'old', webhookSecret: 'word', webhookSecretOld: 'word before' },
    },
    { webhookUrl: 'https://desk.example/in/whatsapp/1', apiUrl: whatsappChannel.apiUrl },
  );
  expect(made).toMatchObject({ appSecrets: ['new', 'old'], verifyTokens: ['word', 'word before'], apiRoot: 'https://graph.facebook.com' });
  expect(whatsapp.lifecycle.checkAccount(account)).toEqual([]);
  const empty = whatsappChannel.accountOf({ settings: {}, secrets: {} }, { webhookUrl: '', apiUrl: '' });
  expect(whatsapp.lifecycle.checkAccount(empty).length).toBe(5);
  expect(
    whatsapp.lifecycle.checkAccount({ ...account, phoneNumberId: '+1 555-078-3881', accessToken: 'two words and a line\n' }).length,
  ).toBe(2);
});
