/**
 * What does each noun look like on the wire? The desk, API clients and webhooks see exactly these shapes.
 * Instants are RFC 3339 text in UTC; ids are UUIDs. What customers see is in `messenger.ts`.
 */
import { priorities } from '@meanwhile/core/commitment/priority.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { deliveryCause } from './delivery-cause.ts';
import { fileAbout } from './file-about.ts';

export const id = z.uuid();
export const instant = z.iso.datetime();
export const role = z.enum(['owner', 'admin', 'manager', 'agent', 'viewer']);
export const proof = z.enum(['claimed', 'channel', 'site', 'verified']);
/** `messenger`, `email`, or one that `GET /channel-types` names. */
export const channelType = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);

export const attachment = z.strictObject({
  id,
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int(),
  inline: z.boolean(),
  contentId: z.string().nullable(),
  /** What the file is, where the channel can tell. Shown, never proved. Null until it may be given out: not while `scan` is `pending` or `blocked`. */
  about: fileAbout.nullable(),
  scan: z.enum(['pending', 'clean', 'blocked', 'none']),
  /** Signed path on the files origin; expires. */
  url: z.string(),
});
export const delivery = z.strictObject({
  id,
  messageId: id,
  conversationId: id,
  channelId: id,
  kind: z.enum(['reply', 'acknowledgement', 'notice']),
  recipient: z.string(),
  state: z.enum(['queued', 'sending', 'sent', 'delivered', 'failed', 'unknown', 'dropped']),
  attemptCount: z.int(),
  /** The other side's own words, or a code; show them as text. */
  reason: z.string().nullable(),
  /** Null: nothing is wrong, or nothing is known. */
  cause: deliveryCause.nullable(),
  nextAttemptAt: instant.nullable(),
  createdAt: instant,
  settledAt: instant.nullable(),
  /** When the customer's app said so; null also where it says no such thing. */
  readAt: instant.nullable(),
});
export const message = z.strictObject({
  id,
  conversationId: id,
  caseId: id,
  /** Gapless per conversation; null while a reply is held for undo. */
  seq: z.int().nullable(),
  state: z.enum(['held', 'stored']),
  author: z.strictObject({
    kind: z.enum(['customer', 'agent', 'assistant', 'automation']),
    id: id.nullable(),
    name: z.string().nullable(),
  }),
  channelId: id,
  channelType,
  subject: z.string().nullable(),
  text: z.string(),
  /** Sanitised. Render it in a sandboxed frame only. */
  html: z.string().nullable(),
  /** The part of `text` to show before the quotation; null = all of it. */
  visibleText: z.string().nullable(),
  receivedAt: instant,
  providerAt: instant.nullable(),
  audience: z.enum(['everyone', 'desk']),
  automatic: z.boolean(),
  senderProof: proof.nullable(),
  matchReason: z.string().nullable(),
  participants: z.array(
    z.strictObject({ address: z.string(), name: z.string().nullable(), role: z.enum(['from', 'to', 'cc']), known: z.boolean() }),
  ),
  /** While held: when it goes out by itself; null while it is held back. */
  releaseAt: instant.nullable(),
  /** Held for a time the writer chose, not for undo. */
  sendAt: instant.nullable(),
  /** Why it did not go out at its time: the customer wrote before. Somebody sends, moves or cancels it. */
  heldBack: z.enum(['customer_wrote']).nullable(),
  attachments: z.array(attachment),
  deliveries: z.array(delivery),
});
export const note = z.strictObject({
  id,
  conversationId: id,
  caseId: id,
  author: z.strictObject({ id, name: z.string() }),
  text: z.string(),
  createdAt: instant,
});
export const caseRow = z.strictObject({
  id,
  /** Short number for both sides. */
  number: z.int(),
  conversationId: id,
  customer: z.strictObject({ id, name: z.string().nullable(), address: z.string().nullable(), proof }),
  channelId: id,
  channelType,
  subject: z.string().nullable(),
  topicId: id.nullable(),
  tagIds: z.array(id),
  state: z.enum(['open', 'resolved']),
  ball: z.enum(['us', 'customer', 'other']),
  assignee: z.strictObject({ id, name: z.string() }).nullable(),
  snoozedUntil: instant.nullable(),
  openedAt: instant,
  openedBy: z.enum(['customer', 'us']),
  resolvedAt: instant.nullable(),
  unansweredSince: instant.nullable(),
  /** First line of the oldest unanswered turn. */
  unansweredText: z.string().nullable(),
  lastMessageAt: instant,
  lastText: z.string().nullable(),
  /** The earlier of the time told and the internal target. */
  dueAt: instant.nullable(),
  toldAt: instant.nullable(),
  spam: z.boolean(),
  mergedIntoId: id.nullable(),
  followsId: id.nullable(),
  /** Null: no queue takes it. */
  queueId: id.nullable(),
  /** The customer wrote of danger to somebody, or of a service being down; stands above the others while they wait. */
  urgency: z.enum(['safety', 'outage', 'customer']).nullable(),
  /** Said by a person or a rule. */
  priority: z.enum(priorities),
});
export const identity = z.strictObject({
  id,
  scheme: z.string(),
  value: z.string(),
  display: z.string().nullable(),
  proof,
  provedAt: instant.nullable(),
  provedHow: z.string().nullable(),
});
export const customer = z.strictObject({
  id,
  name: z.string().nullable(),
  locale: z.string().nullable(),
  zone: z.string().nullable(),
  /** One of the workspace’s tiers, or one that was. */
  tier: z.string().nullable(),
  /** What they write waits in quarantine. */
  blocked: z.boolean(),
  createdAt: instant,
  conversationId: id.nullable(),
  identities: z.array(identity),
});
export const commitment = z.strictObject({
  id,
  conversationId: id,
  caseId: id,
  messageId: id,
  channelId: id,
  /** `promise`: a time a person wrote in an answer and recorded; `messageId` is that answer. */
  kind: z.enum(['reply', 'promise']),
  /** As shown to the customer, word for word. */
  words: z.string(),
  locale: z.string(),
  place: z.enum(['entry', 'acknowledgement', 'thread']),
  toldAt: instant,
  dueAt: instant,
  basis: z.enum(['policy', 'estimate', 'agent']),
  /** Null with basis `agent`: no policy said so. */
  policyId: id.nullable(),
  policyVersion: z.int().nullable(),
  ending: z.enum(['kept', 'broken', 'released']).nullable(),
  endedAt: instant.nullable(),
  /** The missed time after which this one was told; null where it was told for the message itself. */
  afterId: id.nullable(),
});
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
export const window = z.strictObject({ open: clockTime, close: z.union([clockTime, z.literal('24:00')]) });
export const weekly = z.strictObject({
  '1': z.array(window).max(limits.windowsPerDay),
  '2': z.array(window).max(limits.windowsPerDay),
  '3': z.array(window).max(limits.windowsPerDay),
  '4': z.array(window).max(limits.windowsPerDay),
  '5': z.array(window).max(limits.windowsPerDay),
  '6': z.array(window).max(limits.windowsPerDay),
  '7': z.array(window).max(limits.windowsPerDay),
});
export const exceptions = z.record(z.iso.date(), z.array(window).max(limits.windowsPerDay));
export const calendar = z.strictObject({
  id,
  version: z.int(),
  name: z.string(),
  zone: z.string(),
  weekly,
  exceptions,
  exceptionNames: z.record(z.iso.date(), z.string().max(limits.nameChars)),
  validFrom: instant,
});
export const stance = z.strictObject({
  mode: z.enum(['live', 'async']),
  because: z.enum(['no_shift', 'no_input', 'not_allowed', 'no_live_capacity', 'people_waiting', 'not_looked']),
  onShiftCount: z.int(),
  presentCount: z.int(),
});
/** Does its entry state the time, is it staffed by a plan that keeps it, are only async figures reported on it? */
export const gateTest = z.enum(['entry', 'staffed', 'reported']);
export const channel = z.strictObject({
  id,
  type: channelType,
  name: z.string(),
  state: z.enum(['open', 'closed']),
  policyId: id.nullable(),
  /** Email: address, senderName. Messenger: allowedOrigins, accent, identityRequired. Never a secret. */
  settings: z.record(z.string(), z.unknown()),
  /** Which secrets are set, by name; their values are never shown again. */
  secretNames: z.array(z.string()),
  stance,
  /** May customers be told a time shorter than the reply time, where an estimate is kept as often as chosen? */
  tellsSooner: z.boolean(),
  /** May it be live while somebody is there? Only a messenger can. */
  mayBeLive: z.boolean(),
  /** What a customer reads at this moment, in the workspace's language. */
  entryWords: z.string().nullable(),
  /** Hosted page of a messenger, address of a mail channel, name of an account at a provider. */
  address: z.string().nullable(),
  /** Where the provider has to call us; null where none does. */
  webhookUrl: z.string().nullable(),
  /** What its provider says of the account, seen twice: in the adapter's words, empty while all is well. Null where nothing is connected. */
  account: z.strictObject({ problems: z.array(z.string()), since: instant.nullable() }).nullable(),
  /** As last looked at. Marked: it fails, and no override holds. */
  gate: z.strictObject({
    failed: z.array(gateTest),
    failingSince: instant.nullable(),
    overriddenUntil: instant.nullable(),
    isMarked: z.boolean(),
  }),
  createdAt: instant,
});
export const member = z.strictObject({ id, name: z.string(), email: z.string(), role, joinedAt: instant, removedAt: instant.nullable() });
export const invitation = z.strictObject({
  id,
  email: z.string(),
  role,
  invitedBy: id,
  invitedAt: instant,
  expiresAt: instant,
  acceptedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export const apiToken = z.strictObject({
  id,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export const workspace = z.strictObject({
  id,
  slug: z.string(),
  name: z.string(),
  brand: z.string(),
  locale: z.string(),
  zone: z.string(),
  /** Path of the picture that stands beside the brand, on this installation's address; readable without signing in. */
  logo: z.string().nullable(),
  createdAt: instant,
});
export const me = z.strictObject({
  user: z
    .strictObject({ id: z.string(), name: z.string(), email: z.string(), secondFactor: z.boolean(), hasPassword: z.boolean() })
    .nullable(),
  memberships: z.array(z.strictObject({ workspaceId: id, slug: z.string(), name: z.string(), memberId: id, role })),
  /** Null for somebody in no workspace. */
  workspaceId: id.nullable(),
  memberId: id.nullable(),
  role: role.nullable(),
  permissions: z.array(z.string()),
  /** From where to follow the stream so that nothing read after this answer is missed. */
  streamCursor: z.string(),
});
export const tag = z.strictObject({ id, name: z.string() });
export const topic = z.strictObject({ id, name: z.string() });
export const draft = z.strictObject({
  caseId: id,
  text: z.string(),
  /** Sanitised; null for a draft of plain text. */
  html: z.string().nullable(),
  attachmentIds: z.array(id),
  inlineAttachmentIds: z.array(id),
  revision: z.int(),
  updatedAt: instant,
});
export const searchHit = z.strictObject({
  id,
  kind: z.enum(['message', 'note', 'customer', 'case']),
  case: caseRow.nullable(),
  customer: customer.nullable(),
  excerpt: z.string(),
  at: instant,
});
export const inbound = z.strictObject({
  id,
  channelId: id,
  receivedAt: instant,
  state: z.enum(['pending', 'processed', 'quarantined', 'discarded']),
  reason: z.string().nullable(),
  from: z.string().nullable(),
  subject: z.string().nullable(),
  sizeBytes: z.int(),
});
export const shift = z.strictObject({
  id,
  memberId: id,
  pool: z.enum(['live', 'async']),
  startsAt: instant,
  endsAt: instant,
  /** Why somebody is planned for both pools at one time; null where they are not. */
  exceptionReason: z.string().nullable(),
  /** By the person themselves, for now. */
  byHand: z.boolean(),
});
/** Everything the thread pane needs, in one answer. */
export const thread = z.strictObject({
  case: caseRow,
  customer,
  messages: z.array(message),
  notes: z.array(note),
  commitments: z.array(commitment),
  draft: draft.nullable(),
  otherCases: z.array(caseRow),
  /** Pass as `before` to get earlier messages; null = the beginning is here. */
  earlier: z.string().nullable(),
});

export type Attachment = z.infer<typeof attachment>;
export type Delivery = z.infer<typeof delivery>;
export type Message = z.infer<typeof message>;
export type Note = z.infer<typeof note>;
export type CaseRow = z.infer<typeof caseRow>;
export type Identity = z.infer<typeof identity>;
export type Customer = z.infer<typeof customer>;
export type CommitmentRecord = z.infer<typeof commitment>;
export type Calendar = z.infer<typeof calendar>;
export type Channel = z.infer<typeof channel>;
export type Member = z.infer<typeof member>;
export type Invitation = z.infer<typeof invitation>;
export type ApiToken = z.infer<typeof apiToken>;
export type Workspace = z.infer<typeof workspace>;
export type Me = z.infer<typeof me>;
export type Tag = z.infer<typeof tag>;
export type Topic = z.infer<typeof topic>;
export type Draft = z.infer<typeof draft>;
export type SearchHit = z.infer<typeof searchHit>;
export type Inbound = z.infer<typeof inbound>;
export type Thread = z.infer<typeof thread>;
export type Shift = z.infer<typeof shift>;
