/** SMS by way of Twilio, as the registry names it. */
import { secretsIn, textIn, type ProviderChannel } from '../contract/provider-channel.ts';
import { phoneIn, type SmsAccount } from './sms-account.ts';
import { smsDescription } from './sms-description.ts';
import type { SmsDelivery } from './plan-sms.ts';

export const smsChannel: ProviderChannel<SmsAccount, SmsDelivery> = {
  description: smsDescription,
  scheme: 'phone',
  apiUrl: 'https://api.twilio.com',
  startLink: ({ name }, text) => `sms:${name}?body=${encodeURIComponent(text)}`,
  load: async () => (await import('./sms.ts')).sms,
  accountOf(stored, { webhookUrl, apiUrl }) {
    const typed = textIn(stored.settings, 'phoneNumber');
    return {
      accountSid: textIn(stored.settings, 'accountSid'),
      authTokens: secretsIn(stored, 'authToken'),
      phoneNumber: phoneIn(typed) ?? typed,
      numberSid: textIn(stored.settings, 'numberSid'),
      webhookUrl,
      apiRoot: apiUrl,
    };
  },
};
