/** With what does the adapter talk to Viber on this machine? Its account, what it may touch, and an answer to Vesna. For tests only. */
import { answerTo, callAtDoor, depsAt } from '../conformance/talk-kit.fixture.ts';
import type { RawInbound } from '../contract/channel-adapter.ts';
import type { ViberAccount } from './viber-account.ts';
import { fakeBot, fakeToken, signatureOf, userIdOf } from './viber-fake.fixture.ts';

export const vesna = userIdOf('Vesna');
export const door = 'https://desk.example/in/viber/1';

export const accountAt = (apiRoot: string, over: Partial<ViberAccount> = {}): ViberAccount => ({
  authTokens: [fakeToken],
  name: fakeBot.name,
  uri: fakeBot.uri,
  webhookUrl: door,
  apiRoot,
  ...over,
});

export const realDeps = depsAt(1_764_235_000_000);

export const toVesna = answerTo({ scheme: 'viber', value: vesna, display: null });

/** Signed, unless it is told what stands there. */
export const rawOf = (
  body: string | Uint8Array,
  headers: RawInbound['headers'] = { 'x-viber-content-signature': signatureOf(body) },
): RawInbound => callAtDoor(body, headers);
