/** Incidents: one trouble many customers write about, its words, the cases linked to it, and what was answered to all of them. */
import { languages } from '@meanwhile/core/commitment/words/language.ts';
import { z } from 'zod';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { keptBecause } from './live-words.ts';
import { plainLine, plainName } from './plain-name.ts';
import { id, instant } from './records.ts';

/** By language; a language without words gets none here. Who reads none of them reads English, else the workspace's language. */
export const incidentTexts = z.partialRecord(z.enum(languages), plainLine(limits.incidentLineChars)).default({});
export const incidentStates = ['open', 'fixed', 'closed'] as const;
const words = {
  title: plainName(limits.nameChars),
  /** Stands before the time above the writing field, while it is open. */
  entryTexts: incidentTexts,
  /** Begins the confirmation of a message that comes in meanwhile. What was told stays as it was told. */
  ackTexts: incidentTexts,
  /** Empty: every channel. */
  channelIds: z.array(id).max(limits.conditionIds).default([]),
};
export const openIncident = z.strictObject({ ...words, keptBecause });
export const changeIncident = z.strictObject({
  title: words.title.optional(),
  entryTexts: z.partialRecord(z.enum(languages), plainLine(limits.incidentLineChars)).optional(),
  ackTexts: z.partialRecord(z.enum(languages), plainLine(limits.incidentLineChars)).optional(),
  channelIds: z.array(id).max(limits.conditionIds).optional(),
  state: z.enum(incidentStates).optional(),
  keptBecause,
});
/** What customers would read on this channel with these words, beside those of other incidents that are open there. */
export const previewIncident = z.strictObject({
  /** The one whose words these are to replace; null: a new one. */
  incidentId: id.nullable().default(null),
  channelId: id,
  locale: plainName(limits.shortLocaleChars),
  entryTexts: incidentTexts,
  ackTexts: incidentTexts,
});
export const incidentPreview = z.strictObject({
  /** Null: this channel has no field of ours, or tells no time. */
  entry: z.string().nullable(),
  /** Under a message, or in a mail of its own. Null: this channel tells no time. */
  confirmation: z.string().nullable(),
});

const dated = z.strictObject({ at: instant, by: z.strictObject({ id, name: z.string() }).nullable() });
export const incident = z.strictObject({
  id,
  title: z.string(),
  entryTexts: z.partialRecord(z.enum(languages), z.string()),
  ackTexts: z.partialRecord(z.enum(languages), z.string()),
  channelIds: z.array(id),
  state: z.enum(incidentStates),
  /** `by` is null where a program did it. */
  opened: dated,
  fixed: dated.nullable(),
  closed: dated.nullable(),
  caseCount: z.int(),
});

export const linkCases = z.strictObject({ ids: z.array(id).min(1).max(limits.bulkCases) });
export const casesLinked = z.strictObject({
  /** Those that were not before. Undo is the other verb with these. */
  changedIds: z.array(id),
  /** No case here. */
  refusedIds: z.array(id),
  incident,
});
const shownCase = {
  caseId: id,
  number: z.int(),
  customer: z.string().nullable(),
  channelId: id,
  subject: z.string().nullable(),
  firstLine: z.string().nullable(),
};
export const incidentCase = z.strictObject({
  ...shownCase,
  how: z.enum(['hand', 'rule']),
  linkedAt: instant,
  linkedBy: z.string().nullable(),
});
/** An open case of the last hours that may be about it. */
export const incidentSuggestion = z.strictObject({
  ...shownCase,
  openedAt: instant,
  /** `topic`: of linked cases. `words`: it shares these with the title or with linked cases. */
  because: z.enum(['topic', 'words']),
  words: z.array(z.string()),
});

/** Why a case gets no answer. The same words as refusals, and `customer_blocked`, `customer_erased`; `fault`: it failed twice, see the log. */
export const skipReasons = [
  'address_suppressed',
  'customer_blocked',
  'customer_erased',
  'case_spam',
  'case_merged',
  'no_way_to_reach',
  'window_closed',
  'not_found',
  'fault',
  // Before it got there a backup was restored: nobody knows whether it did.
  'restored',
] as const;
/** Who an answer to all would reach now, and who not. */
export const incidentAudience = z.strictObject({
  count: z.int(),
  skippedCount: z.int(),
  /** The first hundred. */
  skipped: z.array(z.strictObject({ ...shownCase, why: z.enum(skipReasons) })),
});
export const replyToIncident = z.strictObject({
  kind: z.enum(['news', 'fixed']),
  /** By language; each customer gets their own, or the one of `locale`. */
  texts: z.partialRecord(z.enum(languages), z.string().max(limits.messageTextChars)),
  /** Of which language are the words for everybody else? One of `texts`. */
  locale: z.enum(languages),
  /** How long all of it can be taken back. */
  undoMs: z.int().min(0).max(limits.undoMsMax).default(0),
  then: z.enum(['stay', 'wait', 'resolve']).default('wait'),
  keptBecause,
});
export const incidentReply = z.strictObject({
  id,
  incidentId: id,
  kind: z.enum(['news', 'fixed']),
  texts: z.partialRecord(z.enum(languages), z.string()),
  locale: z.enum(languages),
  then: z.enum(['stay', 'wait', 'resolve']),
  author: z.strictObject({ id, name: z.string() }).nullable(),
  writtenAt: instant,
  releaseAt: instant,
  undoneAt: instant.nullable(),
  /** Every linked case was answered or skipped. */
  finishedAt: instant.nullable(),
  waitingCount: z.int(),
  answeredCount: z.int(),
  skippedCount: z.int(),
});
export const incidentOutcome = z.strictObject({
  ...shownCase,
  outcome: z.enum(['waiting', 'answered', 'skipped']),
  why: z.enum(skipReasons).nullable(),
  messageId: id.nullable(),
  decidedAt: instant.nullable(),
});

export type Incident = z.infer<typeof incident>;
export type OpenIncident = z.input<typeof openIncident>;
export type ChangeIncident = z.input<typeof changeIncident>;
export type IncidentPreview = z.infer<typeof incidentPreview>;
export type CasesLinked = z.infer<typeof casesLinked>;
export type IncidentTexts = z.infer<typeof incidentTexts>;
export type IncidentCase = z.infer<typeof incidentCase>;
export type IncidentSuggestion = z.infer<typeof incidentSuggestion>;
export type IncidentAudience = z.infer<typeof incidentAudience>;
export type IncidentReply = z.infer<typeof incidentReply>;
export type IncidentOutcome = z.infer<typeof incidentOutcome>;
export type ReplyToIncident = z.infer<typeof replyToIncident>;
export type SkipReason = (typeof skipReasons)[number];
