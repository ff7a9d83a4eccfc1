/** With what does the adapter talk to LINE on this machine? Its account, what it may touch, and an answer to Haruka. For tests only. */
import type { ChannelDeps, OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
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

export const realDeps: ChannelDeps = {
  fetch,
  clock: { nowAt: () => 1_764_235_000_000 },
  random: () => 0.5,
  randomBytes: (count) => new Uint8Array(count),
  log: { info() {}, warn() {} },
  blobs: { read: () => Promise.reject(new Error('gone')) },
};

export const toHaruka = (over: Partial<OutboundMessage>): OutboundMessage => ({
  workspaceId: 'w',
  conversationId: 'c',
  messageId: 'm',
  deliveryId: 'd',
  audienceId: 'a',
  to: { scheme: 'line', value: haruka, display: null },
  origin: 'agent',
  text: '',
  html: null,
  subject: null,
  attachments: [],
  references: [],
  ...over,
});

/** Signed, unless it is told what stands there. */
export function rawOf(body: string | Uint8Array, headers?: RawInbound['headers']): RawInbound {
  return {
    bytes: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    receivedAt: 1_000,
    accountKey: 'channel',
    headers: headers ?? { 'x-line-signature': signatureOf(body) },
    url: null,
    envelope: null,
  };
}
