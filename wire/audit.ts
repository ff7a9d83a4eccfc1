/** What does the log of who did what look like on the wire? The same events as on the stream, told for people; what they carried is shown for settings and people only. */
import { z } from 'zod';
import { id, instant } from './records.ts';
import { eventTypes, type EventType } from './stream.ts';

/** Events about settings and about who belongs here: few, and what one looks for when something was changed. */
export const administrationTypes = [
  'channel.changed',
  'gate.changed',
  'calendar.changed',
  'policy.changed',
  'member.changed',
  'invitation.changed',
  'token.changed',
  'workspace.changed',
  'webhook.changed',
  'shift.changed',
  'mailbox.changed',
  'signing_key.changed',
  'customer.erased',
] as const satisfies readonly EventType[];

export const auditEvent = z.strictObject({
  id,
  at: instant,
  type: z.enum(eventTypes),
  actor: z.strictObject({
    kind: z.enum(['member', 'token', 'visitor', 'customer', 'system']),
    id: z.string().nullable(),
    /** As it is called today; null when it is gone or has no name. */
    name: z.string().nullable(),
  }),
  /** What the event is about, by the name or number it had then. */
  about: z.strictObject({ noun: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  caseId: id.nullable(),
  /** The records as they were after the change; null for everything but settings and people, and after an erasure. */
  details: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditEvent = z.infer<typeof auditEvent>;

export const auditVerification = z.strictObject({
  intact: z.boolean(),
  checkedAt: instant,
  sealCount: z.int(),
  sealedEventCount: z.int(),
  /** The newest ones: sealed within a minute or so. */
  unsealedEventCount: z.int(),
  erasedCount: z.int(),
  /** The newest seal in hex. Kept elsewhere, it finds even somebody who rewrote the whole chain. */
  head: z.string().nullable(),
  findings: z.array(z.strictObject({ kind: z.enum(['edited', 'altered', 'gap', 'added', 'order', 'anchor_missing']), where: z.string() })),
});
export type AuditVerification = z.infer<typeof auditVerification>;
