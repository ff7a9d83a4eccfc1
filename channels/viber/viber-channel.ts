/** Viber, as the registry names it. */
import { secretsIn, textIn, type ProviderChannel } from '../contract/provider-channel.ts';
import type { ViberDelivery } from './plan-text.ts';
import type { ViberAccount } from './viber-account.ts';
import { viberDescription } from './viber-description.ts';

export const viberChannel: ProviderChannel<ViberAccount, ViberDelivery> = {
  description: viberDescription,
  scheme: 'viber',
  apiUrl: 'https://chatapi.viber.com',
  load: async () => (await import('./viber.ts')).viber,
  accountOf: (stored, { webhookUrl, apiUrl }) => ({
    authTokens: secretsIn(stored, 'authToken'),
    name: textIn(stored.settings, 'name'),
    uri: textIn(stored.settings, 'uri'),
    webhookUrl,
    apiRoot: apiUrl,
  }),
};
