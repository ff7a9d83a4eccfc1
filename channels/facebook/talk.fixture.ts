/** With what does the adapter talk to Meta on this machine? Its account, what it may touch, and an answer to Ada. For tests only. */
import type { ChannelDeps, OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
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
export const depsWith = (files: ReadonlyMap<string, Uint8Array> = new Map()): ChannelDeps => ({
  fetch,
  clock: { nowAt: () => nowAt },
  random: () => 0.5,
  randomBytes: (count) => new Uint8Array(count),
  log: { info() {}, warn() {} },
  blobs: {
    async read(id) {
      const found = files.get(id);
      if (found === undefined) throw new Error('gone');
      return found;
    },
  },
});

export const toAda = (over: Partial<OutboundMessage>): OutboundMessage => ({
  workspaceId: 'w',
  conversationId: 'c',
  messageId: 'm',
  deliveryId: 'd',
  audienceId: 'a',
  to: { scheme: 'facebook', value: ada, display: null },
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
    headers: headers ?? { 'x-hub-signature-256': signatureOf(body) },
    url: null,
    envelope: null,
  };
}
