/** How does mail get to a channel, and does it? What a provider handed over last, and what became of a test. Nothing secret. */
import { z } from 'zod';
import { instant } from './records.ts';

export const mailHandedOver = z.strictObject({
  provider: z.enum(['mailgun', 'postmark', 'sendgrid']).nullable(),
  /** The last mail, to the minute. */
  mailAt: instant.nullable(),
  /** `no_raw_mail`: the provider calls, and leaves the mail itself out. */
  trouble: z.enum(['no_raw_mail']).nullable(),
});
export type MailHandedOver = z.output<typeof mailHandedOver>;

export const mailTest = z.strictObject({
  /** `loop`: it passed one address twice. `came_often`: several ways lead here. `waiting`: sent, and not here yet. */
  state: z.enum(['none', 'not_sent', 'waiting', 'came', 'came_often', 'loop']),
  sentAt: instant.nullable(),
  arrivalCount: z.int(),
});
export type MailTest = z.output<typeof mailTest>;
