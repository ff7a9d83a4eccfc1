/**
 * What travels over the stream? The same events as `GET /api/v1/events`. Apply them by `id`: one may arrive twice after a reconnect.
 * Presence, typing and receipts of customers and to customers do not exist here; what the messenger says while somebody is there live is `messenger.ts`. Members at one case hear of each other (`onlookers`);
 * that is no event, is stored nowhere and has no cursor.
 */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { id, instant } from './records.ts';

export const eventTypes = [
  'message.received',
  'message.held',
  'message.undone',
  'message.sent',
  'note.added',
  'draft.saved',
  'case.opened',
  'case.assigned',
  'case.released',
  'case.snoozed',
  'case.woken',
  'case.resolved',
  'case.reopened',
  'case.merged',
  'case.unmerged',
  'case.split',
  'case.waiting',
  'case.changed',
  'case.urgent',
  'case.exported',
  'delivery.changed',
  /** A scanner has looked at a file of a message, or was waited for in vain. */
  'file.scanned',
  'commitment.told',
  'commitment.kept',
  'commitment.broken',
  'commitment.released',
  'customer.changed',
  'customer.link_offered',
  'customer.erased',
  'channel.changed',
  /** Which of its three tests a channel fails, or that it may stand on an override. */
  'gate.changed',
  'calendar.changed',
  'policy.changed',
  'member.changed',
  'invitation.changed',
  'token.changed',
  'workspace.changed',
  'view.changed',
  'webhook.changed',
  'mailbox.changed',
  'inbound.quarantined',
  'inbound.settled',
  'shift.changed',
  /** One member's own: something concerns them. */
  'notice.added',
  'suppression.changed',
  'signing_key.changed',
  'incident.changed',
] as const;
export type EventType = (typeof eventTypes)[number];

export const streamEvent = z.strictObject({
  id,
  /** Resume after this one: pass the newest cursor you have applied. */
  cursor: z.string(),
  type: z.enum(eventTypes),
  at: instant,
  conversationId: id.nullable(),
  caseId: id.nullable(),
  channelId: id.nullable(),
  subjectId: id.nullable(),
  actor: z.string(),
  /** The changed records by name, in their wire shape: message, case, note, delivery, commitment … */
  payload: z.record(z.string(), z.unknown()),
});
export type StreamEvent = z.infer<typeof streamEvent>;

/** First frame within 5 s. The ticket comes from `POST /api/v1/stream-tickets`; nothing secret is in the URL and a cookie alone is not enough. */
export const helloFrame = z.strictObject({
  type: z.literal('hello'),
  token: z.string().min(1).max(limits.streamTokenChars),
  cursor: z.string().max(limits.streamCursorChars).nullable(),
  /** Only events of these channels; absent = all the member may see. */
  channelIds: z.array(id).max(limits.conditionIds).optional(),
});
/** Real input by the person at the screen; an open tab is not presence. */
export const inputFrame = z.strictObject({ type: z.literal('input') });
/** Which case this screen shows, so that colleagues at it know; null = none. Heard by members at the same case only. */
export const lookFrame = z.strictObject({ type: z.literal('look'), caseId: id.nullable(), writing: z.boolean() });
export const clientFrame = z.discriminatedUnion('type', [helloFrame, inputFrame, lookFrame]);

/** Who else is at a case this socket looks at. */
export interface OnlookersFrame {
  readonly type: 'onlookers';
  readonly caseId: string;
  readonly people: readonly { readonly memberId: string; readonly name: string; readonly writing: boolean }[];
}

export type ServerFrame =
  | { readonly type: 'ready'; readonly cursor: string; /** The gap could not be filled: fetch the screen anew. */ readonly reset: boolean }
  | { readonly type: 'events'; readonly events: readonly StreamEvent[]; readonly cursor: string }
  | OnlookersFrame
  | { readonly type: 'denied' };
