/** With what does the adapter talk to Slack on this machine? Its account, what it may touch, and an answer to Jonas. For tests only. */
import type { ChannelDeps, OutboundAttachment, OutboundMessage } from '../contract/channel-adapter.ts';
import { fakeApp, fakeSecret, fakeToken, type SlackFake } from './slack-fake.fixture.ts';
import type { SlackAccount } from './slack-account.ts';

export const jonas = 'U0JONAS';

export const accountAt = ({ url }: Pick<SlackFake, 'url'>): SlackAccount => ({
  teamId: fakeApp.team_id,
  botUserId: fakeApp.user_id,
  botId: fakeApp.bot_id,
  botToken: fakeToken,
  signingSecrets: [fakeSecret],
  apiRoot: url,
});

/** Follows no redirection, as the server’s; rejects for a file that is not among these. */
export const depsWith = (files: ReadonlyMap<string, Uint8Array>): ChannelDeps => ({
  fetch: (input, init) => fetch(input, { ...init, redirect: 'error' }),
  clock: { nowAt: () => 1_700_000_000_000 },
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
  to: { scheme: 'slack', value: `${fakeApp.team_id}:${jonas}`, display: null },
  origin: 'agent',
  text: '',
  html: null,
  subject: null,
  attachments: [],
  references: [],
  ...over,
});

export const fileOf = (name: string, mime: string, sizeBytes: number): OutboundAttachment => ({
  name,
  mime,
  sizeBytes,
  cid: null,
  content: { kind: 'stored', attachmentId: name },
});
