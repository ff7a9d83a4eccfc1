/**
 * What may a client send? Strict objects only: an unknown field is refused, so nothing can be assigned that is not listed here.
 */
import { priorities } from '@meanwhile/core/commitment/priority.ts';
import { z } from 'zod';
import { channelType, exceptions, id, instant, role, weekly } from './records.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { keptBecause } from './live-words.ts';
import { policyConditions } from './policy.ts';
import { plainLine, plainName } from './plain-name.ts';
import { tierKey } from './tiers.ts';

const text = z.string().max(limits.messageTextChars);
const name = plainName(limits.nameChars);
const fileIds = z.array(id).max(limits.attachmentsPerMessage).default([]);

/** What an editor writes: text alone, or HTML that carries its text with it. */
const written = {
  /**
   * Plain text. With `html` leave it out: it is derived from the HTML. If both are given they must say the same words, else
   * `text_disagrees`; what is stored is the derived text.
   */
  text: text.default(''),
  /**
   * The same in HTML; sanitised before it is stored: paragraphs, lists, headings, quotes, tables, links, bold, italic and the like stay, remote
   * images, scripts, forms and classes go. An inline image is `<img data-cid="<attachment id>" alt="…">` with its id in
   * `inlineAttachmentIds`; a stored message and a draft come back in the same notation (`contentId` of the attachment is its id).
   * Channels without HTML send the text, and the images as ordinary files.
   */
  html: z.string().max(limits.messageHtmlChars).optional(),
  attachmentIds: fileIds,
  /** Pictures uploaded before (PNG, JPEG, GIF, WebP) that `html` shows; listed but not shown, they are not sent. In one list or the other, never in both. */
  inlineAttachmentIds: fileIds,
};

export const sendMessage = z.strictObject({
  caseId: id,
  ...written,
  /** How long the reply is held for undo; 0 sends at once. Ignored with `sendAt`. */
  undoMs: z.int().min(0).max(limits.undoMsMax).default(0),
  /**
   * Send later: the reply is held until this instant (at most 400 days ahead, else `send_at_invalid`). When the customer writes before, it
   * is held back (`heldBack` of the message) until somebody sends, moves or cancels it.
   */
  sendAt: instant.optional(),
  then: z.enum(['stay', 'wait', 'resolve']).default('stay'),
  /**
   * The last message the writer had seen when they began. If the customer wrote since, it is refused with `conflict`; if a colleague answered, or
   * has an answer on its way, with `answered_meanwhile`. Name what was read of it in `readIds` and send again.
   */
  seenSeq: z.int().optional(),
  /** Messages that came after `seenSeq`, or were on their way, and that the writer has read. */
  readIds: z.array(id).max(limits.readIdsPerReply).default([]),
  /**
   * A time this answer promises, to be kept like any other that is told: it enters the ledger when the answer goes out, and the next answer after it
   * keeps it. `words` stand in the text; `at` lies after the answer goes out and at most a year later; else `promise_invalid`. Until it ends the
   * case is ours: `then` changes nothing of that.
   */
  promise: z.strictObject({ at: instant, words: plainName(limits.promiseChars) }).optional(),
  /** By which of the ways that `GET /cases/{id}/ways` names; without it, where the customer last wrote from. */
  via: z.strictObject({ channelId: id, identityId: id }).optional(),
  /** Why this answer of a program asks for what is known of the customer; without it such an answer is refused with `fact_known`. */
  askReason: plainName(limits.reasonChars).optional(),
});
/** Of a reply that waits for its time or is held back: another instant, or (null) now. Cancel it, or take its text back, with DELETE. */
export const rescheduleMessage = z.strictObject({
  sendAt: instant.nullable(),
  /** As of `sendMessage`. */
  seenSeq: z.int().optional(),
});
export const addNote = z.strictObject({ caseId: id, text });
/** The draft as the editor has it; with `html` the text may be left out. */
export const saveDraft = z.strictObject({ ...written, revision: z.int().min(0) });
export const assignCase = z.strictObject({ memberId: id });
export const snoozeCase = z.strictObject({ until: instant });
export const waitOn = z.strictObject({ on: z.enum(['customer', 'other']) });
export const mergeCase = z.strictObject({ intoId: id });
export const splitCase = z.strictObject({ messageIds: z.array(id).min(1).max(limits.messagesPerSplit) });
export const changeCase = z.strictObject({
  topicId: id.nullable().optional(),
  tagIds: z.array(id).max(limits.tagsPerCase).optional(),
  subject: plainLine(limits.subjectChars).nullable().optional(),
  /** Null takes it back: it is not urgent. */
  urgency: z.enum(['safety', 'outage', 'customer']).nullable().optional(),
  priority: z.enum(priorities).optional(),
});
export const changeCustomer = z.strictObject({
  name: plainLine(limits.nameChars).nullable().optional(),
  locale: plainLine(limits.shortLocaleChars).nullable().optional(),
  zone: plainLine(limits.zoneChars).nullable().optional(),
  tier: tierKey.nullable().optional(),
});
export const createChannel = z.strictObject({
  type: channelType,
  name,
  policyId: id.nullable().default(null),
  settings: z.record(z.string().max(limits.keyChars), z.unknown()).default({}),
  keptBecause,
});
export const changeChannel = z.strictObject({
  keptBecause,
  name: name.optional(),
  policyId: id.optional(),
  tellsSooner: z.boolean().optional(),
  /** A messenger may be live while somebody is there. */
  mayBeLive: z.boolean().optional(),
  settings: z.record(z.string().max(limits.keyChars), z.unknown()).optional(),
  /** Set or (null) remove secrets by name, e.g. the messenger's identity key. */
  secrets: z.record(z.string().max(limits.keyChars), z.string().max(limits.channelSecretChars).nullable()).optional(),
});
/** What the provider gave for an account of ours there, by the fields that `GET /channel-types` names. */
export const connectChannel = z.strictObject({
  credentials: z.record(z.string().max(limits.keyChars), z.string().trim().min(1).max(limits.channelSecretChars)),
});
export const saveCalendar = z.strictObject({
  name,
  zone: z.string().max(limits.zoneChars),
  weekly,
  exceptions: exceptions.default({}),
  exceptionNames: z.record(z.iso.date(), plainLine(limits.nameChars)).default({}),
  keptBecause,
});
export const savePolicy = z.strictObject({
  name,
  calendarId: id,
  replyWithinMinutes: z.int().min(1).max(limits.replyWithinMinutesMax),
  /** Left out: as it was. */
  appliesTo: policyConditions.nullable().optional(),
  /** Why it is published although the people planned cannot keep it. */
  keptBecause,
});
export const changeWorkspace = z.strictObject({
  name: name.optional(),
  brand: name.optional(),
  locale: z.string().max(limits.shortLocaleChars).optional(),
  zone: z.string().max(limits.zoneChars).optional(),
  /** A PNG or JPEG that the same person has just uploaded; null: none. */
  logoAttachmentId: id.nullable().optional(),
});
export const createWorkspace = z.strictObject({ name, slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/) });
export const changeMember = z.strictObject({ role: role.optional(), name: name.optional() });
export const createInvitation = z.strictObject({ email: z.email().max(limits.accountAddressChars), role });
export const createApiToken = z.strictObject({ name, scopes: z.array(z.string().max(limits.keyChars)).min(1).max(limits.scopesPerToken) });
export const createTag = z.strictObject({ name: plainName(limits.labelChars) });
export const createWebhook = z.strictObject({
  url: z.url().max(limits.urlChars),
  types: z.array(z.string().max(limits.keyChars)).max(limits.typesPerWebhook).default([]),
});
export const changeWebhook = z.strictObject({
  types: z.array(z.string().max(limits.keyChars)).max(limits.typesPerWebhook).optional(),
  state: z.enum(['on', 'off']).optional(),
});
export const settleDelivery = z.strictObject({ as: z.enum(['sent', 'send_again']) });
export const createShift = z.strictObject({
  memberId: id,
  pool: z.enum(['live', 'async']),
  startsAt: instant,
  endsAt: instant,
  /** Needed where the same person is planned for the other pool at that time. */
  exceptionReason: plainName(limits.exceptionReasonChars).nullable().default(null),
});
export const page = z.strictObject({
  cursor: z.string().max(limits.cursorChars).optional(),
  limit: z.coerce.number().int().min(1).max(limits.pageMax).default(50),
});
