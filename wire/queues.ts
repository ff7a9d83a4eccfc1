/** Queues, who answers in them, and leave: shapes of records and of what is asked for. Instants are RFC 3339 text in UTC. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { plainName } from './plain-name.ts';
import { id, instant } from './records.ts';

const skill = plainName(limits.skillChars);
const language = z.string().regex(/^[a-z]{2,3}$/);

const conditions = {
  /** Empty: any channel. */
  channelIds: z.array(id).max(limits.conditionIds),
  topicIds: z.array(id).max(limits.conditionIds),
  languages: z.array(language).max(limits.conditionLanguages),
};

export const queue = z.strictObject({
  id,
  name: z.string(),
  /** Queues are asked in this order, 0 first. */
  place: z.int(),
  ...conditions,
  /** Needed by whoever answers here. */
  skills: z.array(z.string()),
  /** Members who answer here; empty: everybody with the skills. */
  memberIds: z.array(id),
  handOut: z.enum(['pushed', 'pulled']),
  /** Open cases in it, whoever holds them. */
  openCount: z.int(),
});
export const saveQueue = z.strictObject({
  name: plainName(limits.labelChars),
  place: z.int().min(0).max(limits.placeMax).default(0),
  channelIds: conditions.channelIds.default([]),
  topicIds: conditions.topicIds.default([]),
  languages: conditions.languages.default([]),
  skills: z.array(skill).max(limits.skillsPerQueue).default([]),
  memberIds: z.array(id).max(limits.membersPerQueue).default([]),
  handOut: z.enum(['pushed', 'pulled']).default('pulled'),
});
export const moveCase = z.strictObject({ queueId: id.nullable() });

/** Why somebody cannot take a case now, or that they can. */
export const availability = z.enum(['here', 'signed_out', 'away', 'on_leave', 'off_shift', 'live_pool']);
export const staffMember = z.strictObject({
  memberId: id,
  name: z.string(),
  skills: z.array(z.string()),
  languages: z.array(z.string()),
  /** Units of effort at once; a case that waits for us is 25, one that waits for the customer 3. */
  capacity: z.int(),
  load: z.int(),
  availability,
});
export const changeStaff = z.strictObject({
  skills: z.array(skill).max(limits.skillsPerMember).optional(),
  languages: z.array(language).max(limits.languagesPerMember).optional(),
  capacity: z.int().min(10).max(limits.capacityMax).optional(),
});
export const setAway = z.strictObject({ away: z.boolean() });

export const leave = z.strictObject({
  id,
  memberId: id,
  startsAt: instant,
  endsAt: instant,
  kind: z.enum(['holiday', 'sick', 'other']),
});
export const createLeave = leave.omit({ id: true });

export const assignment = z.strictObject({
  id,
  caseId: id,
  queueId: id.nullable(),
  memberId: id.nullable(),
  memberName: z.string().nullable(),
  how: z.enum(['pushed', 'taken', 'by_hand', 'requeued']),
  /** The facts it was decided from. */
  because: z.record(z.string(), z.unknown()),
  assignedAt: instant,
});

export type Queue = z.infer<typeof queue>;
export type StaffMember = z.infer<typeof staffMember>;
export type Availability = z.infer<typeof availability>;
export type Leave = z.infer<typeof leave>;
export type AssignmentRecord = z.infer<typeof assignment>;
