/** Slack, as the registry names it. */
import { secretsIn, textIn, type ProviderChannel } from '../contract/provider-channel.ts';
import type { SlackDelivery } from './plan-delivery.ts';
import type { SlackAccount } from './slack-account.ts';
import { slackDescription } from './slack-description.ts';

export const slackChannel: ProviderChannel<SlackAccount, SlackDelivery> = {
  description: slackDescription,
  scheme: 'slack',
  apiUrl: 'https://slack.com',
  load: async () => (await import('./slack.ts')).slack,
  accountOf: (stored, { apiUrl }) => ({
    teamId: textIn(stored.settings, 'teamId'),
    botUserId: textIn(stored.settings, 'botUserId'),
    botId: textIn(stored.settings, 'botId'),
    botToken: stored.secrets['botToken'] ?? '',
    signingSecrets: secretsIn(stored, 'signingSecret'),
    apiRoot: apiUrl,
  }),
};
