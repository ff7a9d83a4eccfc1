/** What a file of a message is, beyond its bytes: an invitation, a mail in the mail, a signature nobody checked, something closed. */
import { z } from 'zod';

const instant = z.iso.datetime();
const person = z.strictObject({ address: z.string(), name: z.string().nullable() });

export const invitation = z.strictObject({
  kind: z.literal('invitation'),
  method: z.enum(['request', 'cancel', 'reply', 'other']),
  title: z.string(),
  /** Null when the file names a time zone it does not describe; then `startText` has the sender's own words for it. */
  startAt: instant.nullable(),
  endAt: instant.nullable(),
  startText: z.string(),
  isAllDay: z.boolean(),
  isRecurring: z.boolean(),
  place: z.string(),
  organiser: person.nullable(),
  attendees: z.array(person.extend({ answer: z.enum(['accepted', 'declined', 'tentative', 'none']) })),
});

export const fileAbout = z.discriminatedUnion('kind', [
  invitation,
  z.strictObject({ kind: z.literal('mail'), from: z.string(), subject: z.string(), sentAt: instant.nullable(), text: z.string() }),
  z.strictObject({ kind: z.literal('signed'), by: z.enum(['smime', 'pgp']) }),
  z.strictObject({ kind: z.literal('encrypted'), by: z.enum(['smime', 'pgp']) }),
]);

export type Invitation = z.infer<typeof invitation>;
export type FileAbout = z.infer<typeof fileAbout>;
