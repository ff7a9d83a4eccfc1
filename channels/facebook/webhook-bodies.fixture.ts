/**
 * What does Meta post at our door, and how does it ask whether we are there? The shapes as the documentation shows them, its page beside each, below
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/; there is nothing of Meta’s that would judge them. For tests only.
 */
import { createHash, createHmac } from 'node:crypto';

export const pageId = '102030405060708';
export const appId = '987654321098765';
export const appSecret = createHash('md5').update('app secret of Lantern Books').digest('hex');
/** People as one Page knows them. */
export const personIdOf = (person: number | string): string =>
  `7${String(parseInt(createHash('md5').update(`person ${person}`).digest('hex').slice(0, 12), 16)).padStart(15, '0')}`;
export const midOf = (event: number | string): string => `m_${createHash('sha512').update(`message ${event}`).digest('base64url')}`;
export const sentAt = 1_764_235_000_000;

/** webhooks (“Validate Payloads”): `sha256=` and the hexadecimal HMAC-SHA256 of the body, made with the app secret. */
export const signatureOf = (body: string | Uint8Array, secret = appSecret): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** webhooks (“Verification Requests”). */
export const handshakeQuery = (token: string, challenge = '1158201444'): string =>
  new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.challenge': challenge, 'hub.verify_token': token }).toString();

/** webhooks/webhook-events (“Event Format”): one entry for each Page, any number of events in each. */
export const callOf = (...events: readonly unknown[]): string => entriesOf({ id: pageId, time: sentAt + 250, messaging: events });
export const entriesOf = (...entries: readonly unknown[]): string => JSON.stringify({ object: 'page', entry: entries });

/** What all events have, of somebody who writes to the Page. */
export const eventOf = (event: number, kinds: object, more: object = {}): object => ({
  sender: { id: personIdOf('Ada') },
  recipient: { id: pageId },
  timestamp: sentAt + event,
  ...kinds,
  ...more,
});

/** webhooks/webhook-events/messages (“Text Message”, “Reply Message”, “Message with attachment”). */
export const messageEvent = (event: number, message: object, more: object = {}): object =>
  eventOf(event, { message: { mid: midOf(event), ...message } }, more);
export const textEvent = (event: number, text: string, more: object = {}): object => messageEvent(event, { text }, more);
export const mediaEvent = (event: number, type: string, url: string): object =>
  messageEvent(event, { attachments: [{ type, payload: { url } }] });

/** webhooks/webhook-events/messages (“Sticker attachment type transition”) and changelog of June 1, 2026: both types until August 30, then the first alone. */
export const stickerOf = (url: string): object => ({ type: 'sticker', payload: { url, sticker_id: 369_239_263_222_822 } });
export const stickerAsImage = (url: string): object => ({ type: 'image', payload: { url, sticker_id: 369_239_263_222_822 } });

/** webhooks/webhook-events/messages (“Message with appointment booking”). */
export const appointment = {
  type: 'appointment_booking',
  payload: { booking_id: '4711', status: 'requested', start_time: 1_739_612_400, end_time: 1_739_616_000, timezone: 'America/Los_Angeles' },
};

/** webhooks/webhook-events/message-deliveries: `mids` may be missing. */
export const deliveryEvent = (mids?: readonly unknown[]): object =>
  eventOf(1, { delivery: { ...(mids === undefined ? {} : { mids }), watermark: sentAt - 1_000 } });

/** webhooks/webhook-events/message-reads. */
export const readEvent = (): object => eventOf(2, { read: { watermark: sentAt - 1_000 } });

/** webhooks/webhook-events/message-reactions. */
export const reactionEvent = (event: number, about: string, more: object = {}): object =>
  eventOf(event, { reaction: { reaction: 'love', emoji: '\u2764\uFE0F', action: 'react', mid: about, ...more } });

/** webhooks/webhook-events/message-edits. */
export const editEvent = (event: number, count: number): object =>
  eventOf(event, { message_edit: { mid: midOf(event), text: 'Better words', num_edit: count } });

/** webhooks/webhook-events/messaging_postbacks: since v11.0 with `mid`. */
export const postbackEvent = (event: number, postback: object, more: object = {}): object => eventOf(event, { postback }, more);

/** webhooks/webhook-events/message-echoes: what the Page itself said, by this app or another, or in the Page’s inbox. */
export const echoEvent = (event: number): object => ({
  sender: { id: pageId },
  recipient: { id: personIdOf('Ada') },
  timestamp: sentAt + event,
  message: { is_echo: true, app_id: 1_517_776_481_860_111, metadata: 'x', mid: midOf(event), text: 'From the inbox' },
});
