/** Does the stand-in do what every provider's stand-in must be able to do? The adapter goes through all of it once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import { openFake } from './provider.fixture.ts';
import type { SmsAccount } from './sms-account.ts';
import { smsChannel } from './sms-channel.ts';
import { sms } from './sms.ts';
import { door, nowAt, quiet, rawOf, toMaria } from './talk.fixture.ts';

let fake: ProviderFake;
beforeAll(async () => void (fake = await openFake()));
afterAll(() => fake.close());

/** As the server makes one of what was typed and found. */
function accountWith(
  { authToken = '', ...settings }: Readonly<Record<string, string>>,
  facts: Readonly<Record<string, string>> = {},
): SmsAccount {
  return smsChannel.accountOf({ settings: { ...settings, ...facts }, secrets: { authToken } }, { webhookUrl: door, apiUrl: fake.url });
}
async function eventOf(call: WebCall, account: SmsAccount) {
  const raw = rawOf(call.body, call.headers, call.url);
  const verified = await sms.inbound.verify(raw, account, quiet);
  return verified.ok ? (await sms.inbound.parse(rawOf(call.body, {}, null), account, verified))[0] : null;
}

it('somebody connects a number, people write to it, and answers go to them with every ending', async () => {
  expect(await sms.lifecycle.identify!(accountWith(fake.wrongCredentials), quiet)).toMatchObject({ reason: 'credentials' });
  const who = await sms.lifecycle.identify!(accountWith(fake.credentials), quiet);
  if (!who.ok) throw new Error(who.detail);
  const account = accountWith(fake.credentials, who.facts);
  expect([who.name, sms.lifecycle.checkAccount(account)]).toEqual([fake.accountName, []]);
  expect(await sms.lifecycle.connect!(account, { url: door, secret: '' }, quiet)).toEqual({ ok: true });
  expect(await sms.lifecycle.health(account, quiet)).toMatchObject({ ok: true });

  const hello = { person: 2, text: 'Hello', event: 7 };
  const said = await eventOf(fake.incoming(hello, door), account);
  expect(said).toMatchObject({ type: 'message', text: 'Hello', sender: { scheme: smsChannel.scheme, value: fake.personId(2) } });
  expect((await eventOf(fake.incoming({ ...hello, event: 8 }, door), account))!.dedupeKey).not.toBe(said!.dedupeKey);
  expect(await eventOf(fake.unknown(9, door), account)).toMatchObject({ type: 'unknown' });
  expect(await eventOf(fake.forged(fake.incoming(hello, door)), account)).toBeNull();

  const plan = sms.outbound.plan(
    toMaria('Tuesday.', { to: { scheme: 'phone', value: fake.personId(2), display: null } }),
    account,
    { lastCustomerMessageAt: null, optedOut: false },
    nowAt,
  );
  if ('blocked' in plan) throw new Error(plan.detail);
  fake.answerNext('accept', 'cut', 'broken', 'wait', 'blocked');
  const outcomes = [];
  for (let count = 0; count < 5; count += 1) outcomes.push(await sms.outbound.send(plan.parts[0]!, account, quiet));
  expect(outcomes).toMatchObject([
    { outcome: 'accepted', providerId: fake.sent()[0]!.providerId },
    { outcome: 'unknown' },
    { outcome: 'unknown', code: '20500' },
    { outcome: 'retry', retryAfterMs: 1_000 },
    { outcome: 'rejected', class: 'permanentRecipient', code: '21610' },
  ]);
  expect(fake.sent().map(({ to, text }) => [to, text])).toEqual(Array(3).fill([fake.personId(2), 'Tuesday.']));

  const { providerId } = fake.sent()[0]!;
  for (const status of ['sent', 'delivered', 'failed'] as const)
    expect(await eventOf(fake.status(providerId, status, door)!, account)).toMatchObject({ type: 'status', status, providerId });
  expect([fake.status(providerId, 'read', door), fake.handshake(door), fake.truncated(hello, door)]).toEqual([null, null, null]);
});
