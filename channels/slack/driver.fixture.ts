/** How does Slack speak? For the conformance suite. */
import { bytes, local, outgoing, quietDeps, type Kind } from '../conformance/driver-kit.fixture.ts';
import type { Driver, ProviderAnswer } from '../conformance/driver.ts';
import type { ChannelDeps, RawInbound } from '../contract/channel-adapter.ts';
import { conversationOf, fakeApp, messageCall, signed } from './slack-fake.fixture.ts';
import { slack, type SlackAccount, type SlackDelivery } from './slack.ts';
import { accountAt, jonas } from './talk.fixture.ts';

const refused = (error: string): object => ({ ok: false, error });
/** By title; those of `conversations.open` come before anything is posted. */
const answers: Readonly<
  Record<string, { readonly body: object; readonly status?: number; readonly at?: 'open'; readonly expected: ProviderAnswer['expected'] }>
> = {
  'rate limit': { body: refused('ratelimited'), status: 429, expected: { outcome: 'retry' } },
  'token revoked': { body: refused('token_revoked'), expected: { outcome: 'rejected', class: 'authBroken' } },
  'permission missing': { body: refused('missing_scope'), expected: { outcome: 'rejected', class: 'configuration' } },
  'messages tab off': { body: refused('messages_tab_disabled'), expected: { outcome: 'rejected', class: 'configuration' } },
  'conversation unknown': { body: refused('channel_not_found'), expected: { outcome: 'rejected', class: 'permanentRecipient' } },
  'text too long': { body: refused('msg_too_long'), expected: { outcome: 'rejected', class: 'permanentContent' } },
  'broken after taking it': { body: refused('internal_error'), expected: { outcome: 'unknown' } },
  'taken, and 500': { body: { ok: true }, status: 500, expected: { outcome: 'unknown' } },
  'account closed': { body: refused('user_disabled'), at: 'open', expected: { outcome: 'rejected', class: 'permanentRecipient' } },
  'broken before anything was posted': { body: refused('internal_error'), at: 'open', expected: { outcome: 'retry' } },
};

function slackFetch(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer, calls: Kind[]): typeof fetch {
  return async (url) => {
    const method = new URL(url instanceof Request ? url.url : url).pathname.split('/').at(-1)!;
    const told = typeof behaviour === 'string' ? undefined : answers[behaviour.title];
    if (method === 'conversations.open') {
      // Asks where to write and shows nobody anything: no call that the suite counts.
      return Response.json(told?.at === 'open' ? told.body : { ok: true, channel: { id: conversationOf(jonas) } });
    }
    calls.push(method === 'chat.postMessage' ? 'message' : 'other');
    if (behaviour === 'loseAnswer') throw new TypeError('fetch failed');
    if (told !== undefined) return Response.json(told.body, { status: told.status ?? 200, headers: { 'retry-after': '3' } });
    return Response.json({ ok: true, channel: conversationOf(jonas), ts: '1700000000.000007', messages: [] });
  };
}

export function driver(): Driver<SlackAccount, SlackDelivery, ChannelDeps> {
  const older = 'b'.repeat(32);
  const shown = (body: unknown, secret = older): RawInbound => {
    const text = JSON.stringify(body);
    return { ...local(bytes(text)), headers: signed(text, 1_000, secret) };
  };
  const numberOf = (eventId: string) => Number(eventId.replaceAll(/\D/g, '')) + 10;
  return {
    adapter: slack,
    account: { ...accountAt({ url: 'https://slack.example' }), signingSecrets: ['a'.repeat(32), older] },
    incoming: (text, eventId) => shown(messageCall(numberOf(eventId), text, jonas)),
    forged: { raw: shown(messageCall(99, 'Hello', jonas), 'c'.repeat(32)), answer: 'refused' },
    unknownInbound: () => shown({ ...messageCall(5, '', jonas), event: { type: 'reaction_added', user: jonas } }),
    outgoing: outgoing('slack', `${fakeApp.team_id}:${jonas}`),
    deps: (behaviour) => {
      const calls: Kind[] = [];
      return { deps: { ...quietDeps(calls), fetch: slackFetch(behaviour, calls) }, calls: () => calls };
    },
    notThere: { batchIsSplit: 'one event per call', statusesOnlyMoveForward: 'Slack says nothing of it' },
    answers: Object.entries(answers).map(([title, { expected }]) => ({ title, expected })),
    textOf: (payload) => (payload.kind === 'text' ? payload.text : ''),
  };
}
