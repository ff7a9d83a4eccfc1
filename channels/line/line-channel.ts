/** LINE, as the registry names it. */
import { secretsIn, textIn, type ProviderChannel } from '../contract/provider-channel.ts';
import { apiUrl, type LineAccount } from './line-account.ts';
import { lineDescription } from './line-description.ts';
import type { LineDelivery } from './plan-push.ts';

export const lineChannel: ProviderChannel<LineAccount, LineDelivery> = {
  description: lineDescription,
  scheme: 'line',
  apiUrl,
  startLink: ({ name }, text) => `https://line.me/R/oaMessage/${encodeURIComponent(name)}/?${encodeURIComponent(text)}`,
  load: async () => (await import('./line.ts')).line,
  accountOf: (stored, { webhookUrl, apiUrl: apiRoot }) => ({
    botUserId: textIn(stored.settings, 'accountId'),
    channelSecrets: secretsIn(stored, 'channelSecret'),
    channelAccessToken: stored.secrets['channelAccessToken'] ?? '',
    webhookUrl,
    apiRoot,
  }),
};
