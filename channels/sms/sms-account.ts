/** What does one connected number consist of, and what may be wrong with it before anybody is asked? */
import { canonicalPhone } from '@meanwhile/core/identity/canonical.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';

export interface SmsAccount {
  readonly accountSid: string;
  /** Twilio signs with one of them, and we show the first. Newest first; while one is being changed the older is good too. */
  readonly authTokens: readonly string[];
  /** E.164: the number customers write to. */
  readonly phoneNumber: string;
  /** What Twilio calls that number; empty before it is connected. */
  readonly numberSid: string;
  /** Where Twilio is to call us. */
  readonly webhookUrl: string;
  /** `https://api.twilio.com`, or that of a region. */
  readonly apiRoot: string;
}

const sidShape = /^AC[0-9a-f]{32}$/i;
const tokenShape = /^[0-9a-z]{32}$/i;

export function accountTroubles({ accountSid, authTokens, phoneNumber }: SmsAccount): readonly string[] {
  return [
    ...(sidShape.test(accountSid) ? [] : ['that is no Account SID: it is AC and 32 digits or letters from a to f']),
    ...(authTokens.length > 0 && authTokens.every((token) => tokenShape.test(token))
      ? []
      : ['that is no auth token: it has 32 digits or letters']),
    ...(isPhone(phoneNumber) ? [] : ['that is no phone number: it begins with + and the code of its country']),
  ];
}

/** In the form in which it is stored and compared. */
export const isPhone = (value: string): boolean => canonicalPhone(value) === value;

/** Null where it is no number of a phone with its country: a short code, a name, a customer of another channel of Twilio’s. */
export function phoneIn(given: string): string | null {
  const phone = canonicalPhone(given);
  return isRefusal(phone) ? null : phone;
}
