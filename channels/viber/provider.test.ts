/** Does the stand-in do what every provider’s stand-in must be able to do? The adapter goes through all of it once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import { openFake } from './provider.fixture.ts';
import { door, rawOf, realDeps as deps, toVesna } from './talk.fixture.ts';
import type { ViberAccount } from './viber-account.ts';
import { viberChannel } from './viber-channel.ts';
import { viber } from './viber.ts';

let fake: ProviderFake;
beforeAll(async () => void (fake = await openFake()));
afterAll(() => fake.close());

/** As the server makes one of what was typed and found. */
const accountWith = (secrets: Readonly<Record<string, string>>, settings: Readonly<Record<string, string>> = {}): ViberAccount =>
  viberChannel.accountOf({ settings, secrets }, { webhookUrl: door, apiUrl: fake.url });
async function eventOf(call: WebCall, account: ViberAccount) {
  const verified = await viber.inbound.verify(rawOf(call.body, call.headers), account, deps);
  return verified.ok ? (await viber.inbound.parse(rawOf(call.body, {}), account, verified))[0] : null;
}

it('somebody connects a bot, people write to it, and answers go to them with every ending', async () => {
  expect(await viber.lifecycle.identify!(accountWith(fake.wrongCredentials), deps)).toMatchObject({ reason: 'credentials' });
  const who = await viber.lifecycle.identify!(accountWith(fake.credentials), deps);
  if (!who.ok) throw new Error(who.detail);
  const account = accountWith(fake.credentials, who.facts);
  expect([who.name, viber.lifecycle.checkAccount(account)]).toEqual([fake.accountName, []]);
  expect(await viber.lifecycle.connect!(account, { url: door, secret: '' }, deps)).toEqual({ ok: true });
  expect(await viber.lifecycle.health(account, deps)).toMatchObject({ ok: true });

  const hello = { person: 2, text: 'Hello', event: 7 };
  const said = await eventOf(fake.incoming(hello, door), account);
  expect(said).toMatchObject({ type: 'message', text: 'Hello', sender: { scheme: viberChannel.scheme, value: fake.personId(2) } });
  expect((await eventOf(fake.incoming({ ...hello, event: 8, at: 5 }, door), account))!).toMatchObject({ providerAt: 5 });
  expect((await eventOf(fake.incoming({ ...hello, event: 8 }, door), account))!.dedupeKey).not.toBe(said!.dedupeKey);
  expect(await eventOf(fake.unknown(9, door), account)).toMatchObject({ type: 'unknown' });
  expect(await eventOf(fake.forged(fake.incoming(hello, door)), account)).toBeNull();

  const to = { scheme: 'viber', value: fake.personId(2), display: null };
  const plan = viber.outbound.plan(toVesna({ text: 'Tuesday.', to }), account, { lastCustomerMessageAt: null, optedOut: false }, 0);
  if ('blocked' in plan) throw new Error(plan.detail);
  fake.answerNext('accept', 'cut', 'broken', 'wait', 'blocked');
  const outcomes = [];
  for (let count = 0; count < 5; count += 1) outcomes.push(await viber.outbound.send(plan.parts[0]!, account, deps));
  expect(outcomes).toMatchObject([
    { outcome: 'accepted', providerId: fake.sent()[0]!.providerId },
    { outcome: 'unknown' },
    { outcome: 'unknown', code: '500' },
    { outcome: 'retry', retryAfterMs: null },
    { outcome: 'rejected', class: 'permanentRecipient', code: '6' },
  ]);
  expect(fake.sent().map(({ to: whom, text }) => [whom, text])).toEqual(Array(3).fill([fake.personId(2), 'Tuesday.']));

  const { providerId } = fake.sent()[0]!;
  for (const status of ['delivered', 'read', 'failed'] as const)
    expect(await eventOf(fake.status(providerId, status, door)!, account)).toMatchObject({ type: 'status', status, providerId });
  expect(await eventOf(fake.status('of-somebody-elses', 'delivered', door)!, account)).toMatchObject({ type: 'status' });
  expect([fake.status(providerId, 'sent', door), fake.handshake(door), fake.truncated(hello, door)]).toEqual([null, null, null]);
});
