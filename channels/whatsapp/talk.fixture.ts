/** With what does the adapter talk to the Graph API on this machine? Its account, what it may touch, and an answer to Jonas. For tests only. */
import type { ChannelDeps, OutboundAttachment, OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
import { fakeSecret, fakeToken, ids, type GraphFake } from './graph-fake.fixture.ts';
import { jonas, signatureOf } from './webhook.fixture.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';

export const nowAt = 1_700_000_000_000;

export const accountAt = ({ url }: Pick<GraphFake, 'url'>, over: Partial<WhatsappAccount> = {}): WhatsappAccount => ({
  phoneNumberId: ids.phone,
  businessAccountId: ids.account,
  accessToken: fakeToken,
  appSecrets: [fakeSecret],
  verifyTokens: ['a-word-of-ours'],
  webhookUrl: null,
  apiRoot: url,
  ...over,
});

/** Rejects for a file that is not among these. */
export const depsWith = (files: ReadonlyMap<string, Uint8Array>): ChannelDeps => ({
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

export const toJonas = (over: Partial<OutboundMessage>): OutboundMessage => ({
  workspaceId: 'w',
  conversationId: 'c',
  messageId: 'm',
  deliveryId: 'd',
  audienceId: 'a',
  to: { scheme: 'whatsapp', value: jonas.wa_id!, display: 'Jonas' },
  origin: 'agent',
  text: '',
  html: null,
  subject: null,
  attachments: [],
  references: [],
  ...over,
});

export const file = (name: string, mime: string, sizeBytes: number): OutboundAttachment => ({
  name,
  mime,
  sizeBytes,
  cid: null,
  content: { kind: 'stored', attachmentId: name },
});

/** As it comes to the door, signed with this secret; null: not signed. */
export function atDoor(body: object | string, secret: string | null = fakeSecret): RawInbound {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    bytes,
    receivedAt: 1_000,
    accountKey: 'channel',
    headers: secret === null ? {} : { 'x-hub-signature-256': signatureOf(bytes, secret) },
    url: null,
    envelope: null,
  };
}
