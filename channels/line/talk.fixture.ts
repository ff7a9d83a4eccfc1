/** With what does the adapter talk to LINE on this machine? Its account, what it may touch, and an answer to Haruka. For tests only. */
import { answerTo, callAtDoor, depsAt } from '../conformance/talk-kit.fixture.ts';
import type { RawInbound } from '../contract/channel-adapter.ts';
import type { LineAccount } from './line-account.ts';
import { fakeBot, fakeChannel, signatureOf, userIdOf } from './line-fake.fixture.ts';

export const haruka = userIdOf('Haruka');

export const accountAt = (apiRoot: string, over: Partial<LineAccount> = {}): LineAccount => ({
  botUserId: fakeBot.userId,
  channelSecrets: [fakeChannel.secret],
  channelAccessToken: fakeChannel.accessToken,
  webhookUrl: null,
  apiRoot,
  ...over,
});

export const realDeps = depsAt(1_764_235_000_000);

export const toHaruka = answerTo({ scheme: 'line', value: haruka, display: null });

/** Signed, unless it is told what stands there. */
export const rawOf = (body: string | Uint8Array, headers: RawInbound['headers'] = { 'x-line-signature': signatureOf(body) }): RawInbound =>
  callAtDoor(body, headers);
