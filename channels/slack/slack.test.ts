/** What people write to the app is read whole, what we write they get once, and what Slack says of it is understood. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
import { notAuthenticated, type MessageEvent, type NormalisedEvent } from '../contract/normalised-event.ts';
import { fetchBytes, sendBytes, textUnits } from './slack-description.ts';
import { slackChannel } from './slack-channel.ts';
import { fakeApp, fakeSecret, fakeToken, messageCall, openSlackFake, type FakeAnswer, type SlackFake } from './slack-fake.fixture.ts';
import { slack, type SlackAccount } from './slack.ts';
import { accountAt, depsWith, fileOf, jonas, toJonas } from './talk.fixture.ts';

let fake: SlackFake;
let account: SlackAccount;
const files = new Map<string, Uint8Array>();
const deps = depsWith(files);
const channel = 'D0JONAS';

beforeAll(async () => {
  fake = await openSlackFake();
  account = accountAt(fake);
});
afterAll(() => fake.close());
beforeEach(() => {
  fake.calls.length = 0;
  fake.posted.length = 0;
});

const raw = (body: unknown): RawInbound => ({
  bytes: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
  receivedAt: 1_000,
  accountKey: 'channel',
  headers: {},
  url: null,
  envelope: null,
});
const proved = { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null } as const;
const parse = (body: unknown): Promise<readonly NormalisedEvent[]> => slack.inbound.parse(raw(body), account, proved);
async function read(more: object): Promise<MessageEvent> {
  const [event] = await parse(messageCall(7, 'Hello', jonas, more));
  if (event?.type !== 'message') throw new Error(`read as ${event?.type}: ${event?.type === 'unknown' ? event.hint : ''}`);
  return event;
}
const told = (event: object) => ({ ...messageCall(8, '', jonas), event });
const thread = { lastCustomerMessageAt: null, optedOut: false };
const planned = (over: Partial<OutboundMessage>) => slack.outbound.plan(toJonas(over), account, thread, 0);
function partsOf(over: Partial<OutboundMessage>) {
  const plan = planned(over);
  if ('blocked' in plan) throw new Error(`${plan.blocked}: ${plan.detail}`);
  return plan.parts;
}
async function sendAll(over: Partial<OutboundMessage>) {
  const outcomes = [];
  for (const part of partsOf(over)) outcomes.push(await slack.outbound.send(part, account, deps));
  return outcomes;
}
const methods = () => fake.calls.map(({ method }) => method);

describe('what people write', () => {
  it('words, who says them and what they answer', async () => {
    expect(await read({ unheard_of: true, user_profile: { display_name: 'Jonas\u202E B.' } })).toMatchObject({
      dedupeKey: 'slack:T0LANTERN:Ev07',
      text: 'Hello',
      threadKey: channel,
      sender: { scheme: 'slack', value: 'T0LANTERN:U0JONAS', display: 'Jonas B.', proof: 'verified' },
      providerAt: 1_700_000_000_000,
      evidence: { ownMessageId: `${channel}:1700000000.000007`, messageIdsInOrder: [] },
      truncated: false,
    });
    expect((await read({})).sender.display).toBeNull();
    const inThread = await read({ thread_ts: '1690000000.000001' });
    expect(inThread.evidence).toMatchObject({
      ownMessageId: `${channel}:1700000000.000007:1690000000.000001`,
      messageIdsInOrder: [`${channel}:1690000000.000001`],
    });
    expect((await read({ thread_ts: '1700000000.000007' })).evidence.messageIdsInOrder).toEqual([]);
  });
  it.each([
    ['a link and a mention', { text: 'See <https://a.example|this>, <@U0BOT>' }, 'See this (https://a.example), @U0BOT'],
    ['what they do', { subtype: 'me_message', text: 'waits', channel_type: undefined }, 'waits'],
    ['an answer that also stands in the conversation', { subtype: 'thread_broadcast', thread_ts: '1690000000.000001' }, 'Hello'],
    ['in the app’s own place', { channel_type: 'app_home' }, 'Hello'],
    ['what they pass on', { text: '', attachments: [{ author_name: 'Ada', text: 'Out &amp; about' }] }, 'Ada: Out & about'],
    ['what they pass on, as an address', { attachments: [{ from_url: 'https://a.example/p1' }] }, 'Hello\nhttps://a.example/p1'],
    [
      'a file kept elsewhere',
      fileShare({ is_external: true, url_private: 'https://docs.example/1' }),
      '[plan.pdf: https://docs.example/1]',
    ],
    ['a file that is gone', fileShare({ mode: 'tombstone', name: undefined }), '[file: Slack does not show it any more]'],
    ['a file too large', fileShare({ size: fetchBytes + 1 }), '[plan.pdf: larger than 25 MB]'],
  ])('%s is in the words', async (_what, more, text) => {
    expect((await read(more)).text).toBe(text);
  });
  it('files are fetched by their id; a file’s name has no path and turns nothing round', async () => {
    const two = [
      { id: 'F0A', name: '../../etc/passwd', mimetype: 'Text/Plain', size: 3, mode: 'snippet', url_private: 'http://10.0.0.1/' },
      { id: 'F0B', title: 'cod\u202Efdp.exe', file_access: 'check_file_info' },
    ];
    expect((await read({ subtype: 'file_share', text: '', files: two })).attachments).toMatchObject([
      { name: 'passwd', mime: 'text/plain', sizeBytes: 3, content: { kind: 'remote', providerRef: 'F0A' } },
      { name: 'codfdp.exe', mime: '', sizeBytes: 0, content: { kind: 'remote', providerRef: 'F0B' } },
    ]);
  });

  it.each([
    ['our own message', { bot_id: fakeApp.bot_id, user: fakeApp.user_id }],
    ['our own words without a bot’s number', { user: fakeApp.user_id }],
    ['another bot', { subtype: 'bot_message', bot_id: 'B0OTHER', user: undefined }],
    ['an app that speaks as a person', { bot_id: 'B0OTHER' }],
    ['Slackbot', { user: 'USLACKBOT' }],
    ['a public channel', { channel: 'C0HELP', channel_type: 'channel' }],
    ['a private channel', { channel: 'G0HELP', channel_type: 'group' }],
    ['several people', { channel: 'G0US', channel_type: 'mpim' }],
    ['a kind that does not say where, in a channel', { channel: 'C0HELP', channel_type: undefined, subtype: 'me_message' }],
    ['an edit in a channel', { channel: 'C0HELP', channel_type: 'channel', subtype: 'message_changed' }],
    ['the picture of a link, added by Slack', changed({ user: jonas, text: 'a' }, { user: jonas, text: 'a' })],
    ['a change of our own message', changed({ bot_id: fakeApp.bot_id, text: 'b' }, { bot_id: fakeApp.bot_id, text: 'a' })],
    ['our own message deleted', { subtype: 'message_deleted', user: undefined, previous_message: { bot_id: fakeApp.bot_id, text: 'a' } }],
    ['answers counted', { subtype: 'message_replied', message: { user: jonas } }],
  ])('%s is none of our business', async (_what, more) => {
    expect(await parse(messageCall(8, 'Hi', jonas, more))).toEqual([]);
  });
  it('a mention in a channel is not answered: everybody would read it', async () => {
    expect(await parse(told({ type: 'app_mention', user: jonas, text: '<@U0BOT> hi', channel: 'C0HELP', ts: '1.1' }))).toEqual([]);
    expect(await parse(told({ type: 'app_home_opened', user: jonas, channel, tab: 'messages' }))).toEqual([]);
  });

  it.each([
    ['an edit', messageCall(8, '', jonas, changed({ user: jonas, text: 'b' }, { user: jonas, text: 'a' })), 'somebody changed a message'],
    ['a deletion', messageCall(8, '', jonas, { subtype: 'message_deleted', deleted_ts: '1.1' }), 'somebody deleted a message'],
    [
      'a deletion under which others answered',
      messageCall(8, '', jonas, changed({ user: jonas, subtype: 'tombstone', text: 'gone' }, { user: jonas, text: 'a' })),
      'somebody deleted a message',
    ],
    ['a kind of message we do not know', messageCall(8, 'x', jonas, { subtype: 'huddle_thread' }), 'a message of the kind huddle_thread'],
    ['a message that says nothing', messageCall(8, '', jonas), 'a message in a shape we do not know'],
    ['nobody who says it', messageCall(8, 'x', jonas, { user: undefined }), 'a message in a shape we do not know'],
    ['a number as words', messageCall(8, 'x', jonas, { text: 5 }), 'a message in a shape we do not know'],
    ['a time that is none', messageCall(8, 'x', jonas, { ts: 'soon' }), 'a message in a shape we do not know'],
    ['the app taken out', told({ type: 'app_uninstalled' }), 'app_uninstalled'],
    ['the token taken back', told({ type: 'tokens_revoked', tokens: { bot: ['U0BOT'] } }), 'tokens_revoked'],
    [
      'another workspace',
      { ...messageCall(8, 'x', jonas), team_id: 'T0X', context_team_id: 'T0X', authorizations: [] },
      'an event of another workspace',
    ],
    [
      'too many events',
      { type: 'app_rate_limited', team_id: 'T0LANTERN', minute_rate_limited: 1_518_467_820 },
      expect.stringMatching(/^Slack holds events back/),
    ],
    ['an event without a number', { ...messageCall(8, 'x', jonas), event_id: undefined }, 'an event in a shape we do not know'],
    ['a call of another kind', { type: 'block_actions' }, 'block_actions'],
    ['a form', 'payload=%7B%7D', 'not a call of the Events API'],
    ['a deep nest', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'not a call of the Events API'],
    ['nothing', '', 'not a call of the Events API'],
  ])('%s is kept as unknown', async (_what, body, hint) => {
    const [first, ...more] = await parse(body);
    expect([first, more]).toMatchObject([{ type: 'unknown', hint, dedupeKey: expect.stringMatching(/^slack:.+/) }, []]);
    expect((await parse(body))[0]?.dedupeKey).toBe(first?.dedupeKey);
  });
  it('an event of a shared channel’s other workspace is ours where Slack says that we see it there', async () => {
    expect(await parse({ ...messageCall(8, 'x', jonas), team_id: 'T0PARTNER', context_team_id: null })).toMatchObject([
      { type: 'message', sender: { value: 'T0LANTERN:U0JONAS' } },
    ]);
  });
});

function fileShare(over: object): object {
  return { subtype: 'file_share', text: '', files: [{ id: 'F0A', name: 'plan.pdf', mimetype: 'application/pdf', size: 9, ...over }] };
}
function changed(message: object, before: object): object {
  return { subtype: 'message_changed', user: undefined, text: undefined, hidden: true, message, previous_message: before };
}

describe('what we send', () => {
  it('words first, then each file; what nobody knows of Slack’s notation is escaped, and nothing is previewed', async () => {
    files.set('a.png', new Uint8Array([1, 2]));
    const outcomes = await sendAll({ text: 'a < b & *c* <!channel>', attachments: [fileOf('a.png', 'image/png', 2)] });
    expect(outcomes).toEqual([
      { outcome: 'accepted', providerId: `${channel}:${fake.posted[0]!.ts}` },
      { outcome: 'accepted', providerId: fake.posted[1]!.fileId },
    ]);
    expect(fake.posted).toMatchObject([
      { channel, text: 'a < b & *c* <!channel>', threadTs: null, metadata: { event_type: 'meanwhile', event_payload: { part: 'm:0' } } },
      { channel, threadTs: null },
    ]);
    expect(fake.calls[1]!.body).toMatchObject({
      text: 'a &lt; b &amp; *c* &lt;!channel&gt;',
      mrkdwn: 'false',
      unfurl_links: 'false',
      unfurl_media: 'false',
    });
    expect(fake.files.get(fake.posted[1]!.fileId!)).toMatchObject({ name: 'a.png', bytes: new Uint8Array([1, 2]) });
    expect(methods()).toEqual([
      'conversations.open',
      'chat.postMessage',
      'conversations.open',
      'files.getUploadURLExternal',
      'files.completeUploadExternal',
    ]);
    expect(fake.calls.every(({ authorization }) => authorization === `Bearer ${fakeToken}`)).toBe(true);
  });
  it('an answer to what stands in a thread stands there; in a closed thread, in the conversation; of another conversation, nowhere', async () => {
    const references = ['<mail@x.example>', `${channel}:1690000000.000009`, `${channel}:1700000000.000007:1690000000.000001`];
    await sendAll({ text: 'Yes.', references, attachments: [fileOf('a.png', 'image/png', 2)] });
    expect(fake.posted.map(({ threadTs }) => threadTs)).toEqual(['1690000000.000001', '1690000000.000001']);
    fake.answerNext('chat.postMessage', { body: { ok: false, error: 'cannot_reply_to_message' } });
    expect(await sendAll({ text: 'Still yes.', references })).toMatchObject([{ outcome: 'accepted' }]);
    expect(fake.posted.at(-1)).toMatchObject({ text: 'Still yes.', threadTs: null });
    await sendAll({ text: 'No.', references: references.toReversed() });
    await sendAll({ text: 'No.', references: ['D0OTHER:1700000000.000007:1690000000.000001'] });
    expect(fake.posted.slice(-2).map(({ threadTs }) => threadTs)).toEqual([null, null]);
  });
  it('long words go in parts that Slack keeps whole, however many letters escaping makes of them', () => {
    for (const text of [
      '&'.repeat(textUnits),
      `${'<b>👩‍👩‍👧'.repeat(1_000)}z`,
      'a'.repeat(textUnits + 1),
      `a${'\u0301'.repeat(1_500)}${'&'.repeat(2_000)}`,
    ]) {
      const texts = partsOf({ text }).map(({ payload }) => (payload.kind === 'text' ? payload.text : ''));
      expect(texts.join('')).toBe(text);
      expect(Math.max(...texts.map((part) => part.replaceAll(/[&<>]/g, '12345').length))).toBeLessThanOrEqual(textUnits);
    }
    expect(partsOf({ text: `${'a'.repeat(textUnits)}\n \n` }).length).toBe(1);
  });
  it.each([
    ['a person of another workspace', { to: { scheme: 'slack', value: 'T0OTHER:U0JONAS', display: null } }, 'noIdentity'],
    ['an address that is none', { to: { scheme: 'slack', value: 'T0LANTERN:ada@x', display: null } }, 'noIdentity'],
    ['a file too large', { attachments: [fileOf('big', 'a/b', sendBytes + 1)] }, 'unsupported'],
    ['an empty file', { attachments: [fileOf('none', 'a/b', 0)] }, 'unsupported'],
    ['a sign longer than a message', { text: `a${'\u0301'.repeat(textUnits)}` }, 'tooLong'],
  ])('%s is not tried', (_what, over, blocked) => {
    expect(planned({ text: 'x', ...over })).toMatchObject({ blocked });
  });
  it('whoever wants nothing gets nothing, and before it is connected an app writes to nobody', () => {
    expect(slack.outbound.plan(toJonas({ text: 'x' }), account, { ...thread, optedOut: true }, 0)).toMatchObject({ blocked: 'optedOut' });
    const to = { scheme: 'slack', value: ':U0JONAS', display: null };
    expect(slack.outbound.plan(toJonas({ text: 'x', to }), { ...account, teamId: '' }, thread, 0)).toMatchObject({ blocked: 'noIdentity' });
  });
});

describe('what Slack says of it', () => {
  const refusal = (error: string, more: object = {}): FakeAnswer => ({ body: { ok: false, error, ...more } });
  const page: FakeAnswer = { status: 502, body: '<html>' };
  it.each([
    ['chat.postMessage', refusal('not_in_channel'), { outcome: 'rejected', class: 'permanentRecipient', code: 'not_in_channel' }],
    ['chat.postMessage', refusal('no_text'), { outcome: 'rejected', class: 'permanentContent' }],
    ['chat.postMessage', refusal('account_inactive'), { outcome: 'rejected', class: 'authBroken' }],
    [
      'chat.postMessage',
      refusal('missing_scope', { needed: 'chat:write' }),
      { class: 'configuration', detail: 'The app lacks chat:write in Slack.' },
    ],
    [
      'chat.postMessage',
      refusal('messages_tab_disabled'),
      { class: 'configuration', detail: 'The Messages tab of the app is off in Slack.' },
    ],
    ['chat.postMessage', refusal('ratelimited'), { outcome: 'retry', code: 'ratelimited', retryAfterMs: null }],
    ['chat.postMessage', { status: 429, headers: { 'retry-after': '30' }, body: '' }, { outcome: 'retry', retryAfterMs: 30_000 }],
    ['chat.postMessage', { status: 429, headers: { 'retry-after': 'soon' }, body: '' }, { outcome: 'retry', retryAfterMs: null }],
    ['chat.postMessage', refusal('fatal_error'), { outcome: 'unknown', code: 'fatal_error' }],
    ['chat.postMessage', refusal('service_unavailable'), { outcome: 'unknown' }],
    ['chat.postMessage', refusal('request_timeout'), { outcome: 'unknown' }],
    ['chat.postMessage', refusal('never_heard_of'), { outcome: 'unknown', code: 'never_heard_of' }],
    ['chat.postMessage', refusal('xoxb-1 <b>'), { outcome: 'unknown', code: 'refused' }],
    ['chat.postMessage', { status: 503, body: { ok: false, error: 'channel_not_found' } }, { outcome: 'unknown' }],
    ['chat.postMessage', page, { outcome: 'unknown', code: '502' }],
    ['chat.postMessage', { body: { ok: true } }, { outcome: 'unknown', code: 'no_message' }],
    ['chat.postMessage', 'cut', { outcome: 'unknown' }],
    ['chat.postMessage', 'broken', { outcome: 'unknown', code: 'internal_error' }],
    ['conversations.open', refusal('user_disabled'), { outcome: 'rejected', class: 'permanentRecipient' }],
    ['conversations.open', refusal('invalid_auth'), { outcome: 'rejected', class: 'authBroken' }],
    ['conversations.open', refusal('internal_error'), { outcome: 'retry', code: 'internal_error' }],
    ['conversations.open', { body: { ok: true, channel: { id: '../x' } } }, { outcome: 'retry' }],
    ['conversations.open', page, { outcome: 'retry', code: '502' }],
    ['conversations.open', 'cut', { outcome: 'retry' }],
  ] as const)('%s: %o', async (method, answer, outcome) => {
    fake.answerNext(method, answer);
    expect(await sendAll({ text: 'Tuesday it is.' })).toMatchObject([outcome]);
    expect(fake.posted.length).toBe(answer === 'cut' && method === 'chat.postMessage' ? 1 : answer === 'broken' ? 1 : 0);
  });
  it.each([
    ['files.getUploadURLExternal', refusal('file_uploads_disabled'), { outcome: 'rejected', class: 'configuration' }],
    ['files.getUploadURLExternal', refusal('internal_error'), { outcome: 'retry' }],
    ['files.getUploadURLExternal', 'cut', { outcome: 'retry' }],
    ['files.getUploadURLExternal', elsewhere('https://upload.example/'), { class: 'configuration', code: 'upload_elsewhere' }],
    ['files.getUploadURLExternal', elsewhere('http://files.slack.com/x'), { class: 'configuration', code: 'upload_elsewhere' }],
    ['files.getUploadURLExternal', elsewhere('file:///etc/passwd'), { class: 'configuration', code: 'upload_elsewhere' }],
    ['upload', { status: 413, body: '' }, { outcome: 'rejected', class: 'permanentContent' }],
    ['upload', { status: 403, body: '' }, { outcome: 'retry', code: 'upload_403' }],
    ['upload', 'broken', { outcome: 'retry', code: 'upload_500' }],
    ['upload', 'cut', { outcome: 'retry' }],
    ['files.completeUploadExternal', refusal('file_not_found'), { outcome: 'retry' }],
    ['files.completeUploadExternal', refusal('invalid_channel'), { outcome: 'rejected', class: 'permanentRecipient' }],
    ['files.completeUploadExternal', refusal('file_update_failed'), { outcome: 'unknown' }],
    ['files.completeUploadExternal', 'broken', { outcome: 'unknown' }],
    ['files.completeUploadExternal', 'cut', { outcome: 'unknown' }],
  ] as const)('of a file, %s: %o', async (method, answer, outcome) => {
    files.set('a.pdf', new Uint8Array([1]));
    fake.answerNext(method, answer);
    expect(await sendAll({ attachments: [fileOf('a.pdf', 'application/pdf', 1)] })).toMatchObject([outcome]);
  });
  it('a file that is gone is not tried', async () => {
    expect(await sendAll({ attachments: [fileOf('gone', 'a/b', 1)] })).toMatchObject([{ class: 'permanentContent', code: 'file_gone' }]);
    expect(methods()).toEqual(['conversations.open']);
  });
});

function elsewhere(upload_url: string): FakeAnswer {
  return { body: { ok: true, upload_url, file_id: 'F0X' } };
}

it('the channel as the registry names it makes its account of what is kept, and parses without a secret', async () => {
  const settings = { teamId: 'T0LANTERN', botUserId: 'U0BOT', botId: 'B0BOT', accountId: 'T0LANTERN:B0BOT' };
  const ground = { webhookUrl: 'https://desk.example/in/slack/1', apiUrl: 'https://slack.com' };
  const secrets = { botToken: fakeToken, signingSecret: fakeSecret, signingSecretOld: 'e'.repeat(32) };
  expect(slackChannel.accountOf({ settings, secrets }, ground)).toEqual({
    ...account,
    signingSecrets: [fakeSecret, 'e'.repeat(32)],
    apiRoot: 'https://slack.com',
  });
  const bare = slackChannel.accountOf({ settings, secrets: {} }, ground);
  expect(await slack.inbound.parse(raw(messageCall(7, 'Hello', jonas)), bare, proved)).toMatchObject([{ type: 'message' }]);
  expect(await slackChannel.load()).toBe(slack);
});
