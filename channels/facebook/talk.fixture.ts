/** With what does the adapter talk to Meta on this machine? Its account, what it may touch, and an answer to Ada. For tests only. */
import { answerTo, callAtDoor, depsAt } from '../conformance/talk-kit.fixture.ts';
import type { ChannelDeps, RawInbound } from '../contract/channel-adapter.ts';
import type { FacebookAccount } from './facebook-account.ts';
import { pageToken } from './graph-fake.fixture.ts';
import { appId, appSecret, pageId, personIdOf, signatureOf } from './webhook-bodies.fixture.ts';

export const ada = personIdOf('Ada');
export const door = 'https://desk.example/in/facebook/1';
export const nowAt = 1_764_235_000_000;

export const accountAt = (apiRoot: string, over: Partial<FacebookAccount> = {}): FacebookAccount => ({
  pageId,
  pageToken,
  appSecrets: [appSecret],
  appId,
  verifyTokens: ['shown by Meta'],
  webhookUrl: door,
  apiRoot,
  ...over,
});

/** Rejects for a file that is not among these. */
export const depsWith = (files?: ReadonlyMap<string, Uint8Array>): ChannelDeps => depsAt(nowAt, files);

export const toAda = answerTo({ scheme: 'facebook', value: ada, display: null });

/** Signed, unless it is told what stands there. */
export const rawOf = (
  body: string | Uint8Array,
  headers: RawInbound['headers'] = { 'x-hub-signature-256': signatureOf(body) },
): RawInbound => callAtDoor(body, headers);
