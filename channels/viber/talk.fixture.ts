/** With what does the adapter talk to Viber on this machine? Its account, what it may touch, and an answer to Vesna. For tests only. */
import type { ChannelDeps, OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
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

export const realDeps: ChannelDeps = {
  fetch,
  clock: { nowAt: () => 1_764_235_000_000 },
  random: () => 0.5,
  randomBytes: (count) => new Uint8Array(count),
  log: { info() {}, warn() {} },
  blobs: { read: () => Promise.reject(new Error('gone')) },
};

export const toVesna = (over: Partial<OutboundMessage>): OutboundMessage => ({
  workspaceId: 'w',
  conversationId: 'c',
  messageId: 'm',
  deliveryId: 'd',
  audienceId: 'a',
  to: { scheme: 'viber', value: vesna, display: null },
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
    headers: headers ?? { 'x-viber-content-signature': signatureOf(body) },
    url: null,
    envelope: null,
  };
}
