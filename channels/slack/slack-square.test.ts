/**
 * Could adapter and stand-in be wrong in the same way? A third party stands between them: Slack's own Bolt lets in and reads what our stand-in sends as the
 * adapter does, and Slack's own client says the same to it as the adapter.
 */
import { App, isValidSlackRequest, LogLevel, verifySlackRequest } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import type { OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
import { openFake } from './provider.fixture.ts';
import {
  fakeApp,
  fakeSecret,
  fakeToken,
  messageCall,
  openSlackFake,
  signed,
  type FakeAnswer,
  type SlackCall,
  type SlackFake,
} from './slack-fake.fixture.ts';
import { slack, type SlackAccount } from './slack.ts';
import { slackSignature } from './slack-signature.ts';
import { accountAt, depsWith, fileOf, jonas, toJonas } from './talk.fixture.ts';

const rose = new Uint8Array([1, 2, 3]);
const deps = depsWith(new Map([['rose.png', rose]]));
let provider: ProviderFake;
let fake: SlackFake;
let account: SlackAccount;
let bolt: App;
let door: string;
let client: WebClient;
const seen: { readonly text: string; readonly user: string }[] = [];

beforeAll(async () => {
  provider = await openFake();
  fake = await openSlackFake();
  account = accountAt(fake);
  client = new WebClient(fakeToken, {
    slackApiUrl: `${fake.url}/api/`,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
    rejectRateLimitedCalls: true,
  });
  bolt = new App({
    token: fakeToken,
    signingSecret: fakeSecret,
    clientOptions: { slackApiUrl: `${fake.url}/api/` },
    logLevel: LogLevel.ERROR,
  });
  bolt.message(async ({ message }) => {
    if (message.subtype === undefined) seen.push({ text: message.text ?? '', user: message.user });
  });
  const server = (await bolt.start({ port: 0, host: '127.0.0.1' })) as Server;
  door = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
});
afterAll(async () => {
  await bolt.stop();
  await fake.close();
  await provider.close();
});
beforeEach(() => {
  fake.calls.length = 0;
  fake.posted.length = 0;
});

/** By Bolt, at its own door. */
async function letIn({ method, headers, body }: WebCall): Promise<{ status: number; text: string }> {
  const response = await fetch(door, { method, headers, body: new Uint8Array(body) });
  return { status: response.status, text: await response.text() };
}
const raw = ({ headers, body }: WebCall): RawInbound => ({
  bytes: body,
  receivedAt: Number(headers['x-slack-request-timestamp']) * 1_000,
  accountKey: 'c',
  headers,
  url: null,
  envelope: null,
});
/** By the adapter: its events; null where it is not let in. */
async function ours(call: WebCall) {
  const verified = await slack.inbound.verify(raw(call), account, deps);
  return verified.ok ? slack.inbound.parse(raw(call), account, verified) : null;
}

describe('what our stand-in sends', () => {
  it('Bolt lets in and reads as the adapter does', async () => {
    const text = 'Grüße, 花 👩‍👩‍👧 — "ok"?';
    const call = provider.incoming({ person: 1, text, event: 11 }, door);
    expect((await letIn(call)).status).toBe(200);
    const [event] = (await ours(call))!;
    expect(event).toMatchObject({ type: 'message', text: seen.at(-1)!.text, sender: { value: `${fakeApp.team_id}:${seen.at(-1)!.user}` } });
    expect(seen.at(-1)).toEqual({ text, user: provider.personId(1).split(':')[1] });
    expect(event).toMatchObject({ sender: { value: provider.personId(1) } });
  });
  it('Bolt and the adapter both keep out whoever does not have the secret', async () => {
    const before = seen.length;
    const call = provider.forged(provider.incoming({ person: 1, text: 'Send the money to Mallory.', event: 12 }, door));
    expect([(await letIn(call)).status, await ours(call), seen.length]).toEqual([401, null, before]);
  });
  it('Bolt and the adapter answer the question for the address alike', async () => {
    const { call, body } = provider.handshake(door)!;
    expect(JSON.parse((await letIn(call)).text)).toEqual({ challenge: body });
    expect(slack.inbound.handshake!({ method: 'POST', query: {}, raw: raw(call) }, account)).toMatchObject({ status: 200, body });
  });
  it('what nobody knows is let in and kept', async () => {
    const call = provider.unknown(13, door);
    expect((await letIn(call)).status).not.toBe(401);
    expect(await ours(call)).toMatchObject([{ type: 'unknown', hint: 'reaction_added' }]);
  });
});

describe('signatures', () => {
  const at = 1_700_000_000_000;
  const body = JSON.stringify(messageCall(1, 'Grüße, 花', jonas));
  type Headers = Readonly<Record<'x-slack-signature' | 'x-slack-request-timestamp', string>>;
  const judged = (text: string, headers: Headers): boolean => {
    const given = {
      'x-slack-signature': headers['x-slack-signature'],
      'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
    };
    return isValidSlackRequest({ signingSecret: fakeSecret, body: text, headers: given, nowMilliseconds: at });
  };
  const adapter = async (text: string, headers: Headers): Promise<boolean> => {
    const call = { bytes: new TextEncoder().encode(text), receivedAt: at, accountKey: 'c', headers, url: null, envelope: null };
    return (await slack.inbound.verify(call, account, deps)).ok;
  };
  const good = signed(body, at) as Headers & Record<string, string>;
  it.each([
    ['as signed', body, good, true],
    ['one byte changed', body.replace('ü', 'u'), good, false],
    ['one blank more', `${body} `, good, false],
    ['another secret', body, signed(body, at, 'f'.repeat(32)) as typeof good, false],
    ['too old', body, signed(body, at - 301_000) as typeof good, false],
    ['just not too old', body, signed(body, at - 300_000) as typeof good, true],
    ['another time', body, { ...good, 'x-slack-request-timestamp': '1699999999' }, false],
    ['another version', body, { ...good, 'x-slack-signature': good['x-slack-signature'].replace('v0', 'v1') }, false],
    ['cut off', body, { ...good, 'x-slack-signature': good['x-slack-signature'].slice(0, 40) }, false],
    ['empty', body, { ...good, 'x-slack-signature': '' }, false],
  ] as const)('Bolt and the adapter judge alike: %s', async (_what, text, headers, isGood) => {
    expect([judged(text, headers), await adapter(text, headers)]).toEqual([isGood, isGood]);
  });
  it('what our own signature is made of satisfies Bolt', () => {
    const bytes = new TextEncoder().encode(body);
    const headers = { 'x-slack-signature': slackSignature(fakeSecret, '1700000000', bytes), 'x-slack-request-timestamp': 1_700_000_000 };
    expect(() => verifySlackRequest({ signingSecret: fakeSecret, body, headers, nowMilliseconds: at })).not.toThrow();
    expect(() => verifySlackRequest({ signingSecret: fakeSecret, body: `${body}.`, headers, nowMilliseconds: at })).toThrow(
      /signature mismatch/,
    );
  });
});

async function sendOurs(over: Partial<OutboundMessage>): Promise<SlackCall[]> {
  fake.calls.length = 0;
  const plan = slack.outbound.plan(toJonas(over), account, { lastCustomerMessageAt: null, optedOut: false }, 0);
  if ('blocked' in plan) throw new Error(plan.detail);
  for (const part of plan.parts) expect(await slack.outbound.send(part, account, deps)).toMatchObject({ outcome: 'accepted' });
  return [...fake.calls];
}
async function sendTheirs(say: () => Promise<unknown>): Promise<SlackCall[]> {
  fake.calls.length = 0;
  await say();
  return [...fake.calls];
}
/** Of JSON in a field, the meaning. */
const meant = (calls: readonly SlackCall[]) =>
  calls.map(({ method, body }) => ({
    method,
    body: Object.fromEntries(
      Object.entries(body)
        .filter(([name]) => name !== 'token')
        .map(([name, value]) => [name, /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value]),
    ),
  }));
const thread_ts = '1690000000.000001';
const references = [`D0JONAS:1700000000.000007:${thread_ts}`];

describe('what the adapter says', () => {
  it.each([
    ['beside', {}, {}],
    ['in a thread', { references }, { thread_ts }],
  ])('Slack’s own client says of a text, %s', async (_where, over, thread) => {
    const said = await sendOurs({ text: 'Roses & <tulips> 🌹', ...over });
    const theirs = await sendTheirs(async () => {
      const { channel } = await client.conversations.open({ users: jonas });
      await client.chat.postMessage({
        channel: channel!.id!,
        text: 'Roses &amp; &lt;tulips&gt; 🌹',
        mrkdwn: false,
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: 'meanwhile', event_payload: { part: 'm:0' } },
        ...thread,
      });
    });
    expect(meant(said)).toEqual(meant(theirs));
    expect(fake.posted.map(({ text, threadTs, metadata }) => ({ text, threadTs, metadata }))).toEqual([
      expect.objectContaining({ text: 'Roses & <tulips> 🌹' }),
      expect.objectContaining({ text: 'Roses & <tulips> 🌹' }),
    ]);
    expect({ ...fake.posted[0], ts: '' }).toEqual({ ...fake.posted[1], ts: '' });
  });
  it.each([
    ['beside', {}, {}],
    ['in a thread', { references }, { thread_ts }],
  ])('and of a file, %s', async (_where, over, thread) => {
    const said = await sendOurs({ attachments: [fileOf('rose.png', 'image/png', 3)], ...over });
    const theirs = await sendTheirs(() =>
      client.filesUploadV2({ channel_id: 'D0JONAS', file: Buffer.from(rose), filename: 'rose.png', title: 'rose.png', ...thread } as never),
    );
    const ids = fake.posted.map(({ fileId }) => fileId!);
    const named = (calls: readonly SlackCall[]): string => JSON.stringify(meant(calls)).replaceAll(/F0\d+/g, 'F');
    expect(named(said.slice(1))).toBe(named(theirs));
    expect(ids.map((id) => [fake.files.get(id)!.name, [...fake.files.get(id)!.bytes]])).toEqual([
      ['rose.png', [1, 2, 3]],
      ['rose.png', [1, 2, 3]],
    ]);
    expect(fake.posted.map(({ threadTs }) => threadTs)).toEqual(Array(2).fill('thread_ts' in thread ? thread_ts : null));
  });
  it('and who it is, and what stands in the conversation', async () => {
    const found = await slack.lifecycle.identify!(account, deps);
    const { team_id, bot_id, user, team } = await client.auth.test();
    expect(found).toMatchObject({ ok: true, id: `${team_id}:${bot_id}`, name: `@${user} (${team})` });
    await sendOurs({ text: 'Tuesday it is.' });
    const { messages } = await client.conversations.history({ channel: 'D0JONAS', include_all_metadata: true, limit: 100 });
    expect(messages).toMatchObject([{ text: 'Tuesday it is.', metadata: { event_payload: { part: 'm:0' } } }]);
  });
  it.each([
    [
      { body: { ok: false, error: 'channel_not_found' } },
      { code: 'slack_webapi_platform_error' },
      { outcome: 'rejected', class: 'permanentRecipient' },
    ],
    [{ body: { ok: false, error: 'invalid_auth' } }, { code: 'slack_webapi_platform_error' }, { outcome: 'rejected', class: 'authBroken' }],
    [
      { status: 429, headers: { 'retry-after': '7' }, body: '' },
      { code: 'slack_webapi_rate_limited_error', retryAfter: 7 },
      { outcome: 'retry', retryAfterMs: 7_000 },
    ],
    [{ status: 500, body: 'Internal Server Error' }, { code: 'slack_webapi_http_error' }, { outcome: 'unknown' }],
    ['cut', { code: 'slack_webapi_request_error' }, { outcome: 'unknown' }],
  ] as const)('a refusal raises an error there and is an outcome here: %o', async (answer: FakeAnswer, error, outcome) => {
    fake.answerNext('chat.postMessage', answer, answer);
    await expect(client.chat.postMessage({ channel: 'D0JONAS', text: 'x' })).rejects.toMatchObject(error);
    const plan = slack.outbound.plan(toJonas({ text: 'x' }), account, { lastCustomerMessageAt: null, optedOut: false }, 0);
    if ('blocked' in plan) throw new Error(plan.detail);
    expect(await slack.outbound.send(plan.parts[0]!, account, deps)).toMatchObject(outcome);
  });
});
