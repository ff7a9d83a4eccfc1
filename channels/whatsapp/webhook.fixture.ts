/** How does Meta call? Bodies of messages and statuses, written from Meta's pages on webhooks, and the signature over their bytes. For tests only. */
import { createHmac } from 'node:crypto';
import { ids } from './graph-fake.fixture.ts';

export interface Writer {
  readonly wa_id?: string;
  readonly user_id?: string;
  readonly profile?: { readonly name?: string; readonly username?: string };
}

export const jonas: Writer = { wa_id: '4915100000001', profile: { name: 'Jonas' } };

export const callOf = (value: object, field = 'messages') => ({
  object: 'whatsapp_business_account',
  entry: [{ id: ids.account, changes: [{ value, field }] }],
});
const around = (phone = ids.phone) => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: '15550783881', phone_number_id: phone },
});

export const wamidOf = (event: number | string): string => `wamid.${Buffer.from(`event ${event}`).toString('base64')}`;

/** `said`: what the message holds, with its type. */
export const messageOf = (event: number | string, said: object, from: Writer = jonas) => ({
  ...(from.wa_id === undefined ? {} : { from: from.wa_id }),
  ...(from.user_id === undefined ? {} : { from_user_id: from.user_id }),
  id: wamidOf(event),
  timestamp: '1700000000',
  ...said,
});
export const messagesCall = (messages: readonly unknown[], contacts: readonly Writer[] = [jonas], phone?: string) =>
  callOf({ ...around(phone), contacts, messages });
export const textCall = (event: number | string, body: string, from: Writer = jonas) =>
  messagesCall([messageOf(event, { type: 'text', text: { body } }, from)], [from]);
export const statusCall = (id: string, status: string, more: object = {}) =>
  callOf({ ...around(), statuses: [{ id, status, timestamp: '1700000001', recipient_id: jonas.wa_id, ...more }] });

export const signatureOf = (bytes: Uint8Array, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;
