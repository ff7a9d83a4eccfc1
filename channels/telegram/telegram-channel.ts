/** Telegram, as the registry names it. */
import { secretsIn, textIn, type ProviderChannel } from '../contract/provider-channel.ts';
import type { TelegramAccount } from './telegram-account.ts';
import { telegramDescription } from './telegram-description.ts';
import type { TelegramDelivery } from './telegram.ts';

export const telegramChannel: ProviderChannel<TelegramAccount, TelegramDelivery> = {
  description: telegramDescription,
  scheme: 'telegram',
  apiUrl: 'https://api.telegram.org',
  startLink: ({ name }, text) => `https://t.me/${encodeURIComponent(name.replace(/^@/, ''))}?text=${encodeURIComponent(text)}`,
  load: async () => (await import('./telegram.ts')).telegram,
  accountOf: (stored, { webhookUrl, apiUrl }) => ({
    botId: textIn(stored.settings, 'accountId'),
    botToken: stored.secrets['botToken'] ?? '',
    webhookSecrets: secretsIn(stored, 'webhookSecret'),
    webhookUrl,
    apiRoot: apiUrl,
  }),
};
