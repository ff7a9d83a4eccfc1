/** WhatsApp, as the registry names it. */
import { secretsIn, textIn, type ProviderChannel } from '../contract/provider-channel.ts';
import type { WhatsappDelivery } from './plan-message.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';
import { whatsappDescription } from './whatsapp-description.ts';

export const whatsappChannel: ProviderChannel<WhatsappAccount, WhatsappDelivery> = {
  description: whatsappDescription,
  scheme: 'whatsapp',
  apiUrl: 'https://graph.facebook.com',
  // The number without its plus and blanks, as Meta's click-to-chat wants it.
  startLink: ({ name }, text) => `https://wa.me/${name.replaceAll(/\D/g, '')}?text=${encodeURIComponent(text)}`,
  load: async () => (await import('./whatsapp.ts')).whatsapp,
  accountOf: (stored, { webhookUrl, apiUrl }) => ({
    phoneNumberId: textIn(stored.settings, 'phoneNumberId'),
    businessAccountId: textIn(stored.settings, 'businessAccountId'),
    accessToken: stored.secrets['accessToken'] ?? '',
    appSecrets: secretsIn(stored, 'appSecret'),
    verifyTokens: secretsIn(stored, 'webhookSecret'),
    webhookUrl,
    apiRoot: apiUrl,
  }),
};
