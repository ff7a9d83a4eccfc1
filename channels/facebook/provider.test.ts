/** Does the stand-in do what every provider’s stand-in must be able to do? The adapter goes through all of it once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import type { FacebookAccount } from './facebook-account.ts';
import { facebookChannel } from './facebook-channel.ts';
import { facebook } from './facebook.ts';
import { openFake } from './provider.fixture.ts';
import { depsWith, door, nowAt, rawOf, toAda } from './talk.fixture.ts';
import { callOf, deliveryEvent } from './webhook-bodies.fixture.ts';

const deps = depsWith();
const webhook = { url: door, secret: 'made by the server' };
let fake: ProviderFake;
beforeAll(async () => void (fake = await openFake()));
afterAll(() => fake.close());

/** As the server makes one of what was typed and found. */
function accountWith(
  { pageToken = '', appSecret = '', ...settings }: Readonly<Record<string, string>>,
  facts: Readonly<Record<string, string>> = {},
): FacebookAccount {
  const stored = { settings: { ...settings, ...facts }, secrets: { pageToken, appSecret, webhookSecret: webhook.secret } };
  return facebookChannel.accountOf(stored, { webhookUrl: door, apiUrl: fake.url });
}
async function eventsOf(call: WebCall | string, account: FacebookAccount) {
  const raw = typeof call === 'string' ? rawOf(call) : rawOf(call.body, call.headers);
  const verified = await facebook.inbound.verify(raw, account, deps);
  return verified.ok ? facebook.inbound.parse(rawOf(raw.bytes, {}), account, verified) : null;
}
const answerTo = ({ method, url }: WebCall, account: FacebookAccount) =>
  facebook.inbound.handshake!({ method, query: Object.fromEntries(new URL(url).searchParams), raw: rawOf('', {}) }, account);

it('somebody connects a Page, people write to it, and answers go to them with every ending', async () => {
  const wrong = accountWith(fake.wrongCredentials);
  expect([facebook.lifecycle.checkAccount(wrong), await facebook.lifecycle.identify!(wrong, deps)]).toMatchObject([
    [],
    { ok: false, reason: 'credentials' },
  ]);
  const who = await facebook.lifecycle.identify!(accountWith(fake.credentials), deps);
  if (!who.ok) throw new Error(who.detail);
  const account = accountWith(fake.credentials, who.facts);
  expect([who.name, facebook.lifecycle.checkAccount(account)]).toEqual([fake.accountName, []]);
  expect(await facebook.lifecycle.connect!(account, webhook, deps)).toEqual({ ok: true });
  expect(await facebook.lifecycle.health(account, deps)).toEqual({ ok: true, problems: [] });
  const asked = fake.handshake(door)!;
  expect(answerTo(asked.call, account)).toMatchObject({ status: 200, body: asked.body });
  expect(answerTo(fake.forged(asked.call), account)).toBeNull();

  const hello = { person: 2, text: 'Hello', event: 7 };
  const [said] = (await eventsOf(fake.incoming(hello, door), account))!;
  expect(said).toMatchObject({ type: 'message', text: 'Hello', sender: { scheme: facebookChannel.scheme, value: fake.personId(2) } });
  expect((await eventsOf(fake.incoming({ ...hello, event: 8 }, door), account))![0]!.dedupeKey).not.toBe(said!.dedupeKey);
  expect(await eventsOf(fake.incoming({ ...hello, at: 1_700_000_000_000 }, door), account)).toMatchObject([
    { providerAt: 1_700_000_000_000 },
  ]);
  expect(await eventsOf(fake.unknown(9, door), account)).toMatchObject([{ type: 'unknown' }]);
  expect(await eventsOf(fake.forged(fake.incoming(hello, door)), account)).toBeNull();

  const to = { scheme: 'facebook', value: fake.personId(2), display: null };
  const plan = facebook.outbound.plan(toAda({ text: 'Tuesday.', to }), account, { lastCustomerMessageAt: nowAt, optedOut: false }, nowAt);
  if ('blocked' in plan) throw new Error(plan.detail);
  fake.answerNext('accept', 'cut', 'broken', 'wait', 'blocked');
  const outcomes = [];
  for (let count = 0; count < 5; count += 1) outcomes.push(await facebook.outbound.send(plan.parts[0]!, account, deps));
  const { providerId } = fake.sent()[0]!;
  expect(outcomes).toMatchObject([
    { outcome: 'accepted', providerId },
    { outcome: 'unknown' },
    { outcome: 'unknown', code: '2' },
    { outcome: 'retry', code: '613' },
    { outcome: 'rejected', class: 'permanentRecipient', code: '551/1545041' },
  ]);
  expect(fake.sent().map(({ to: whom, text }) => [whom, text])).toEqual(Array(3).fill([fake.personId(2), 'Tuesday.']));

  expect(await eventsOf(callOf(deliveryEvent([providerId])), account)).toMatchObject([{ type: 'status', status: 'delivered', providerId }]);
  expect([fake.status(providerId, 'delivered', door), fake.truncated(hello, door)]).toEqual([
    expect.objectContaining({ method: 'POST' }),
    null,
  ]);
});
