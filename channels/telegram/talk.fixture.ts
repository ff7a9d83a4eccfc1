/** With what does the adapter talk to the Bot API on this machine? Its account, what it may touch, and an answer to Jonas. For tests only. */
import type { ChannelDeps, OutboundMessage } from '../contract/channel-adapter.ts';
import { fakeBot, type TelegramFake } from './telegram-fake.fixture.ts';
import type { TelegramAccount } from './telegram-account.ts';

export const jonas = { id: 5_000_000_001, first_name: 'Jonas' };

export const accountAt = (fake: TelegramFake, secret: string): TelegramAccount => ({
  botId: String(fakeBot.id),
  botToken: fake.token,
  webhookSecrets: [secret],
  webhookUrl: null,
  apiRoot: fake.url,
});

/** Rejects for a file that is not among these. */
export const depsWith = (files: ReadonlyMap<string, Uint8Array>): ChannelDeps => ({
  fetch,
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
  to: { scheme: 'telegram', value: String(jonas.id), display: 'Jonas' },
  origin: 'agent',
  text: '',
  html: null,
  subject: null,
  attachments: [],
  references: [],
  ...over,
});
