/**
 * Our own web messenger as a channel: `local`, because its messages come through our own server and answers are read from it.
 * It checks no visitor token (the server does) and stores nothing.
 */
import { createHash } from 'node:crypto';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { boundedText } from '../contract/bounded-text.ts';
import { notAuthenticated, notAutomatic } from '../contract/normalised-event.ts';
import { messengerPayload, readMessengerRecord } from './messenger-record.ts';
import type { MessengerPayload } from './messenger-record.ts';
import type { ChannelDescription } from '../contract/capabilities.ts';
import type { ChannelAdapter, OutboundMessage, Plan, RawInbound, VerifiedSender } from '../contract/channel-adapter.ts';
import type { MessageEvent, NormalisedEvent, UnknownEvent } from '../contract/normalised-event.ts';

export interface MessengerAccount {
  /** Sites that may embed the messenger, as origins. Enforced by the server; checked for shape here. */
  readonly allowedOrigins: readonly string[];
}

/** What shows an answer: nothing more than which message; the customer's stream carries the row itself. */
export interface MessengerDelivery {
  readonly messageId: string;
  readonly text: string;
}

export const messengerDescription: ChannelDescription = {
  id: 'messenger',
  kind: 'private',
  title: 'Web messenger',
  icon: 'globe',
  inbound: 'local',
  accountFields: [],
  account: null,
  capabilities: {
    text: { max: limits.messengerTextChars, unit: 'utf16', formatting: 'html' },
    attachments: { maxBytes: limits.attachmentBytes, maxCount: limits.messengerAttachmentCount, types: ['*'], by: 'upload' },
    subject: false,
    quote: false,
    receipts: { sent: false, delivered: false, read: false },
    typing: { in: false, out: false },
    presence: { out: false },
    markRead: 'none',
    startConversation: 'yes',
    idempotentSend: 'key',
    publicVisibility: false,
    automationMark: 'field',
  },
  windows: [],
  rates: [],
  ackDeadlineMs: null,
  retryPromise: 'The messenger keeps an unacknowledged message and sends it again with the same id.',
};

/** The same browser message always has the same key; another visitor who copies its id gets another one. */
function dedupeKeyOf(sender: VerifiedSender, clientId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([sender.scheme, sender.value, clientId]))
    .digest('base64url');
}

function unknownEvent(raw: RawInbound, hint: string): UnknownEvent {
  const dedupeKey = createHash('sha256').update(raw.bytes).digest('base64url');
  return { type: 'unknown', hint, dedupeKey, providerAt: null, receivedAt: raw.receivedAt, accountKey: raw.accountKey, threadKey: null };
}

function messageEvent(raw: RawInbound, sender: VerifiedSender, payload: MessengerPayload): MessageEvent {
  return {
    type: 'message',
    dedupeKey: dedupeKeyOf(sender, payload.clientId),
    providerAt: null,
    receivedAt: raw.receivedAt,
    accountKey: raw.accountKey,
    threadKey: `${sender.scheme}:${sender.value}`,
    sender,
    text: boundedText(payload.text, limits.messengerTextChars),
    html: null,
    subject: null,
    attachments: [],
    storedAttachmentIds: payload.attachmentIds,
    replyTo: null,
    audience: { to: [], cc: [] },
    automation: notAutomatic,
    deliveryReport: null,
    authentication: { ...notAuthenticated, provider: sender.proof === 'verified' ? 'pass' : 'none' },
    evidence: { tokens: [], messageIdsInOrder: [], ownMessageId: payload.clientId },
    joinKey: null,
    truncated: false,
    tooComplex: null,
  };
}

function planMessenger(message: OutboundMessage): Plan<MessengerDelivery> {
  if (message.to.value === '') return { blocked: 'noIdentity', detail: 'the visitor has no id', alternatives: ['email'] };
  if (message.text.length > limits.messengerTextChars)
    return { blocked: 'tooLong', detail: `more than ${limits.messengerTextChars} characters`, alternatives: ['attach it as a file'] };
  return { parts: [{ partKey: `${message.messageId}:0`, index: 0, payload: { messageId: message.messageId, text: message.text } }] };
}

export const messenger: ChannelAdapter<MessengerAccount, MessengerDelivery> = {
  description: messengerDescription,
  inbound: {
    async verify(raw) {
      const record = readMessengerRecord(raw.bytes);
      if (record === null) return { ok: false, reason: 'not a record of our own messenger' };
      const provider = record.sender.proof === 'verified' ? 'pass' : 'none';
      return { ok: true, authentication: { ...notAuthenticated, provider }, sender: record.sender };
    },
    async parse(raw): Promise<readonly NormalisedEvent[]> {
      const record = readMessengerRecord(raw.bytes);
      if (record === null) return [unknownEvent(raw, 'not a record of our own messenger')];
      const payload = messengerPayload.safeParse(record.payload);
      if (!payload.success) return [unknownEvent(raw, payload.error.issues[0]?.message ?? 'unreadable payload')];
      return [messageEvent(raw, record.sender, payload.data)];
    },
  },
  outbound: {
    plan: planMessenger,
    /** The message row is the delivery: the customer's stream and history read it, so it is accepted as soon as it is stored. */
    async send(part) {
      return { outcome: 'accepted', providerId: part.partKey };
    },
    async reconcile(part) {
      return { found: 'yes', providerId: part.partKey };
    },
  },
  lifecycle: {
    checkAccount(account) {
      return account.allowedOrigins
        .filter((origin) => URL.parse(origin)?.origin !== origin)
        .map((origin) => `${origin} is not an origin like https://shop.example`);
    },
    async health(account) {
      const problems = messenger.lifecycle.checkAccount(account);
      return { ok: problems.length === 0, problems };
    },
  },
};
