/** With what does the adapter talk to the Bot API on this machine? Its account, what it may touch, and an answer to Jonas. For tests only. */
import { answerTo, depsAt } from '../conformance/talk-kit.fixture.ts';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
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
export const depsWith = (files: ReadonlyMap<string, Uint8Array>): ChannelDeps => depsAt(1_700_000_000_000, files);

export const toJonas = answerTo({ scheme: 'telegram', value: String(jonas.id), display: 'Jonas' });
