/** Messenger, as the registry names it. */
import { secretsIn, textIn, type ProviderChannel } from '../contract/provider-channel.ts';
import { apiUrl, type FacebookAccount } from './facebook-account.ts';
import { facebookDescription } from './facebook-description.ts';
import type { FacebookDelivery } from './plan-message.ts';

export const facebookChannel: ProviderChannel<FacebookAccount, FacebookDelivery> = {
  description: facebookDescription,
  scheme: 'facebook',
  apiUrl,
  load: async () => (await import('./facebook.ts')).facebook,
  accountOf: (stored, { webhookUrl, apiUrl: apiRoot }) => ({
    pageId: textIn(stored.settings, 'pageId'),
    pageToken: stored.secrets['pageToken'] ?? '',
    appSecrets: secretsIn(stored, 'appSecret'),
    appId: textIn(stored.settings, 'appId'),
    verifyTokens: secretsIn(stored, 'webhookSecret'),
    webhookUrl,
    apiRoot,
  }),
};
