/** With what does the adapter talk to Slack on this machine? Its account, what it may touch, and an answer to Jonas. For tests only. */
import { answerTo, depsAt } from '../conformance/talk-kit.fixture.ts';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
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
  ...depsAt(1_700_000_000_000, files),
  fetch: (input, init) => fetch(input, { ...init, redirect: 'error' }),
});

export const toJonas = answerTo({ scheme: 'slack', value: `${fakeApp.team_id}:${jonas}`, display: null });

export { storedFile as fileOf } from '../conformance/talk-kit.fixture.ts';
