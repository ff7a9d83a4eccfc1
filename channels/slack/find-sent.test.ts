/** A message whose answer was lost is found by its mark, and never called missing: nobody would send it twice. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { OutboundMessage, OutboundPart } from '../contract/channel-adapter.ts';
import { fakeApp, openSlackFake, type SlackFake } from './slack-fake.fixture.ts';
import { slack, type SlackAccount, type SlackDelivery } from './slack.ts';
import { accountAt, depsWith, fileOf, toJonas } from './talk.fixture.ts';

let fake: SlackFake;
let account: SlackAccount;
const deps = depsWith(new Map([['a.pdf', new Uint8Array([1])]]));
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

function partOf(over: Partial<OutboundMessage>): OutboundPart<SlackDelivery> {
  const plan = slack.outbound.plan(toJonas(over), account, { lastCustomerMessageAt: null, optedOut: false }, 0);
  if ('blocked' in plan) throw new Error(plan.detail);
  return plan.parts[0]!;
}
const find = (part: OutboundPart<SlackDelivery>) => slack.outbound.reconcile(part, account, deps);
const references = [`${channel}:1700000000.000007:1690000000.000001`];

it.each([
  ['in the conversation', {}],
  ['in a thread', { references }],
])('what was taken %s is found', async (_where, over) => {
  const part = partOf({ text: 'Tuesday it is.', ...over });
  await slack.outbound.send(partOf({ messageId: 'other', text: 'Tuesday it is.', ...over }), account, deps);
  fake.answerNext('chat.postMessage', 'cut');
  expect(await slack.outbound.send(part, account, deps)).toMatchObject({ outcome: 'unknown' });
  expect(await find(part)).toEqual({ found: 'yes', providerId: `${channel}:${fake.posted[1]!.ts}` });
  expect(fake.posted.length).toBe(2);
});

it('what was meant for a thread and went beside it is found too', async () => {
  const part = partOf({ text: 'Tuesday it is.', references });
  fake.answerNext('chat.postMessage', { body: { ok: false, error: 'thread_not_found' } }, 'cut');
  expect(await slack.outbound.send(part, account, deps)).toMatchObject({ outcome: 'unknown' });
  expect(await find(part)).toMatchObject({ found: 'yes' });
});

it('what is not there may still come: that is for a person to say', async () => {
  expect(await find(partOf({ text: 'Tuesday it is.' }))).toEqual({ found: 'cannotTell' });
  expect(fake.calls.map(({ method }) => method)).toEqual(['conversations.open', 'conversations.history']);
  expect(fake.calls[1]!.body).toEqual({ channel, include_all_metadata: 'true', limit: '100' });
});

it.each(['conversations.open', 'conversations.history'])('where %s says nothing, nothing is said', async (method) => {
  for (const answer of ['cut', { body: { ok: false, error: 'missing_scope' } }, { body: { ok: true, messages: 5 } }] as const) {
    fake.answerNext(method, answer);
    expect(await find(partOf({ text: 'x' }))).toEqual({ found: 'cannotTell' });
  }
});

it('a file has no mark', async () => {
  expect(await find(partOf({ attachments: [fileOf('a.pdf', 'application/pdf', 1)] }))).toEqual({ found: 'cannotTell' });
  expect(fake.calls).toEqual([]);
});

const marked = (over: object, part = 'm:0') => ({
  ts: '1700000000.000100',
  bot_id: fakeApp.bot_id,
  metadata: { event_type: 'meanwhile', event_payload: { part } },
  ...over,
});
it.each([
  ['another app’s', marked({ bot_id: 'B0OTHER' })],
  ['a person’s', marked({ bot_id: undefined, user: fakeApp.user_id })],
  ['of another message', marked({}, 'm:1')],
  ['of another kind', marked({ metadata: { event_type: 'other', event_payload: { part: 'm:0' } } })],
  ['without a time', marked({ ts: 'now' })],
])('a mark that is %s is none', async (_whose, message) => {
  fake.answerNext('conversations.history', { body: { ok: true, messages: [message, 'x', null] } });
  expect(await find(partOf({ text: 'x' }))).toEqual({ found: 'cannotTell' });
});

it('pages are turned, but not for ever', async () => {
  const full = { body: { ok: true, messages: [], response_metadata: { next_cursor: 'more=' } } };
  fake.answerNext('conversations.history', full, full, { body: { ok: true, messages: [marked({})] } });
  expect(await find(partOf({ text: 'x' }))).toEqual({ found: 'yes', providerId: `${channel}:1700000000.000100` });
  expect(fake.calls.map(({ body }) => body['cursor'])).toEqual([undefined, undefined, 'more=', 'more=']);
  fake.calls.length = 0;
  fake.answerNext('conversations.history', ...Array.from({ length: 5 }, () => full));
  expect(await find(partOf({ text: 'x' }))).toEqual({ found: 'cannotTell' });
  expect(fake.calls.length).toBe(6);
});
