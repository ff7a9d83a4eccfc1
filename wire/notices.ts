/** What is a member told of, and how? Notices, who follows a case, and each member's own choice of ways. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { id, instant } from './records.ts';

export const noticeKinds = ['mentioned', 'assigned', 'customer_wrote', 'noted', 'rule', 'urgent', 'channel', 'account'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export const notice = z.strictObject({
  id,
  kind: z.enum(noticeKinds),
  /** Null where it is about a channel. */
  caseId: id.nullable(),
  caseNumber: z.int().nullable(),
  channelId: id.nullable(),
  /** The colleague, or the customer. */
  by: z.string().nullable(),
  /** First words of the note or message; the rule's or the channel's name. */
  text: z.string().nullable(),
  at: instant,
  seenAt: instant.nullable(),
});
const clockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
const ways = z.strictObject({ push: z.boolean(), mail: z.boolean() });
export const noticeSettings = z.strictObject({
  mentioned: ways,
  assigned: ways,
  customer_wrote: ways,
  noted: ways,
  /** A rule of the workspace told them. */
  rule: ways.default({ push: true, mail: true }),
  /** For managers and above: a customer wrote of danger to somebody, or of a service being down. */
  urgent: ways.default({ push: true, mail: true }),
  /** For managers and above: an open channel fails one of its three tests, or its override has lapsed. */
  channel: ways.default({ push: true, mail: true }),
  /** For managers and above: the provider of an open channel says that something is wrong with its account. */
  account: ways.default({ push: true, mail: true }),
  /** When mail may come, in the member's own zone; null = at any time. 1 = Monday. */
  hours: z
    .strictObject({
      days: z.array(z.int().min(1).max(limits.weekdays)).min(1).max(limits.weekdays),
      from: clockTime,
      to: clockTime,
      zone: z.string().max(limits.zoneChars),
    })
    .nullable(),
});
export const follower = z.strictObject({ id, name: z.string() });
export const seeNotices = z.strictObject({ ids: z.array(id).min(1).max(limits.noticesPerRequest) });
export const pushKey = z.strictObject({ key: z.string() });
/** As the browser's own `PushSubscription` says it. */
export const addPushEndpoint = z.strictObject({
  endpoint: z.url().max(limits.urlChars),
  p256dh: z.string().regex(/^[\w-]{80,100}=*$/),
  auth: z.string().regex(/^[\w-]{20,30}=*$/),
});
export const removePushEndpoint = z.strictObject({ endpoint: z.url().max(limits.urlChars) });

export type Notice = z.infer<typeof notice>;
export type NoticeSettings = z.infer<typeof noticeSettings>;
