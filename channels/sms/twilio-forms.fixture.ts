/** What does Twilio post at our door? The forms as its documentation describes them, signed with the account's token. For tests only. */
import { formIn, signatureOf } from './signature.ts';

/** Numbers that are kept free for stories: of Berlin, and of mobile phones in the United Kingdom. */
export const ourPhone = '+493023125014';
export const phoneOf = (person: number): string => `+447700900${String(person).padStart(3, '0')}`;

export const accountSid = `AC${'a1'.repeat(16)}`;
export const authToken = 'b2'.repeat(16);
export const numberSid = `PN${'c3'.repeat(16)}`;
export const sidOf = (kind: 'SM' | 'MM' | 'ME', number: number): string => `${kind}${number.toString(16).padStart(32, '0')}`;

export type FormFields = Readonly<Record<string, string>>;

/** A message that somebody wrote. */
export const messageForm = (over: FormFields = {}): FormFields => ({
  ToCountry: 'DE',
  ToState: '',
  SmsMessageSid: over['MessageSid'] ?? sidOf('SM', 1),
  NumMedia: '0',
  ToCity: 'Berlin',
  FromZip: '',
  SmsSid: over['MessageSid'] ?? sidOf('SM', 1),
  FromState: '',
  SmsStatus: 'received',
  FromCity: '',
  Body: 'Hello',
  FromCountry: 'GB',
  To: ourPhone,
  ToZip: '',
  NumSegments: '1',
  MessageSid: sidOf('SM', 1),
  AccountSid: accountSid,
  From: phoneOf(1),
  ApiVersion: '2010-04-01',
  ...over,
});

/** What became of one of ours. */
export const statusForm = (providerId: string, status: string, over: FormFields = {}): FormFields => ({
  SmsSid: providerId,
  SmsStatus: status,
  MessageStatus: status,
  To: phoneOf(1),
  MessageSid: providerId,
  AccountSid: accountSid,
  From: ourPhone,
  ApiVersion: '2010-04-01',
  ...over,
});

export interface SignedPost {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export const encoded = (fields: FormFields): Uint8Array => new TextEncoder().encode(new URLSearchParams(fields).toString());

export function signedPost(body: Uint8Array, door: string, token = authToken): SignedPost {
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': signatureOf({ url: door, form: formIn(body) }, token),
    },
  };
}
