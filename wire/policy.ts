/** Reply policies: the record, for which cases one holds and why, and what a customer would read under one that is not saved yet. */
import { priorities } from '@meanwhile/core/commitment/priority.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { id, instant } from './records.ts';
import { tierKey } from './tiers.ts';

/** The first policy in order whose conditions a case meets holds for it. An empty list: any. */
export const policyConditions = z.strictObject({
  /** Asked in this order, 0 first. */
  place: z.int().min(0).max(limits.placeMax),
  channelIds: z.array(id).max(limits.conditionIds),
  topicIds: z.array(id).max(limits.conditionIds),
  queueIds: z.array(id).max(limits.conditionIds),
  /** Without region, such as “de”; where a customer's is not known, the workspace's counts. */
  languages: z.array(z.string().regex(/^[a-z]{2,3}$/)).max(limits.conditionLanguages),
  priorities: z.array(z.enum(priorities)).max(priorities.length).default([]),
  /** Keys of tiers. */
  tiers: z.array(tierKey).max(limits.tiersPerWorkspace).default([]),
});
export const commitmentPolicy = z.strictObject({
  id,
  version: z.int(),
  name: z.string(),
  calendarId: id,
  /** Business time of the calendar. */
  replyWithinMinutes: z.int(),
  basis: z.enum(['starter', 'chosen']),
  validFrom: instant,
  /** For which cases it holds whatever their channel names; null: only where a channel names it. */
  appliesTo: policyConditions.nullable(),
});
export type CommitmentPolicyRecord = z.infer<typeof commitmentPolicy>;

/** One that was asked. */
const asked = z.strictObject({
  name: z.string(),
  version: z.int(),
  place: z.int(),
  holds: z.boolean(),
  /** Conditions the case does not meet; empty where an earlier one holds already. */
  unmet: z.array(z.enum(['channel', 'topic', 'queue', 'language', 'priority', 'tier'])),
});

export const policyWhy = z.strictObject({
  /** The one that holds for this case's next message; null where its channel has none and no other fits. */
  policyId: id.nullable(),
  version: z.int().nullable(),
  name: z.string().nullable(),
  replyWithinMinutes: z.int().nullable(),
  /** No policy with conditions fits: it is the channel's own. */
  isChannelsOwn: z.boolean(),
  /** Those with conditions, in the order they are asked. The first without a reason against it holds. */
  asked: z.array(asked.extend({ policyId: id })),
  /** Clock targets in the order they are asked, likewise; none has to hold. */
  targets: z.array(asked.extend({ targetId: id })),
});
export type PolicyWhy = z.infer<typeof policyWhy>;

export const previewPolicy = z.strictObject({
  calendarId: id,
  replyWithinMinutes: z.coerce.number().int().min(1).max(limits.replyWithinMinutesMax),
  locale: z.string().max(limits.localeChars).optional(),
});
