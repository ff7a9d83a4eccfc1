/** Slack, as the suite that puts every channel through the same trials needs it. For tests only. */
import type { ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import { fakeApp, fakeSecret, fakeToken, messageCall, openSlackFake, signed, type FakeAnswer } from './slack-fake.fixture.ts';

/** `nowAt`: by which clock Slack signs. Without one it is the time of the last message, where that says one: signatures end after five minutes. */
export async function openFake(nowAt: (() => number) | null = null): Promise<ProviderFake> {
  const fake = await openSlackFake();
  let lastAt: number | null = null;
  const call = (body: object, door: string, secret?: string): WebCall => {
    const text = JSON.stringify(body);
    const at = nowAt?.() ?? lastAt ?? Date.now();
    return { method: 'POST', url: door, headers: signed(text, at, secret), body: new TextEncoder().encode(text) };
  };
  const userOf = (person: number): string => `U0PERSON${person}`;
  const tsOf = (at: number, event: number): string => `${Math.floor(at / 1_000)}.${String(event).padStart(6, '0')}`;
  const challenge = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P';
  return {
    url: fake.url,
    credentials: { signingSecret: fakeSecret, botToken: fakeToken },
    wrongCredentials: { signingSecret: fakeSecret, botToken: `xoxb-100-200-${'z'.repeat(24)}` },
    accountName: `@${fakeApp.user} (${fakeApp.team})`,
    personId: (person) => `${fakeApp.team_id}:${userOf(person)}`,
    incoming({ person, text, event, at }, door) {
      lastAt = at ?? lastAt;
      const ts = tsOf(at ?? 1_700_000_000_000, event);
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      return call(messageCall(event, escaped, userOf(person), { ts, event_ts: ts }), door);
    },
    unknown: (event, door) => call({ ...messageCall(event, '', userOf(1)), event: { type: 'reaction_added', user: userOf(1) } }, door),
    // The signature is made over the whole body.
    truncated: () => null,
    forged: (proved) => ({
      ...proved,
      headers: signed(new TextDecoder().decode(proved.body), Number(proved.headers['x-slack-request-timestamp']) * 1_000, 'f'.repeat(32)),
    }),
    status: () => null,
    handshake: (door) => ({
      call: call({ token: 'one-long-verification-token', challenge, type: 'url_verification' }, door),
      body: challenge,
    }),
    sent: () =>
      fake.posted.map(({ channel, text, ts, fileId }) => ({
        to: `${fakeApp.team_id}:U${channel.slice(1)}`,
        text,
        providerId: fileId ?? `${channel}:${ts}`,
      })),
    answerNext(...answers) {
      const kinds: Readonly<Record<string, FakeAnswer>> = {
        cut: 'cut',
        broken: 'broken',
        wait: { status: 429, headers: { 'retry-after': '1' }, body: { ok: false, error: 'ratelimited' } },
        blocked: { body: { ok: false, error: 'channel_not_found' } },
      };
      fake.answerNext('chat.postMessage', ...answers.map((answer) => kinds[answer] ?? 'accept'));
    },
    close: () => fake.close(),
  };
}
