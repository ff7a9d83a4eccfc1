/** What may be sent to begin a conversation ourselves? A first message to a customer, or a case noted for somebody who called. */
import { z } from 'zod';
import { id } from './records.ts';
import { sendMessage } from './requests.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { plainLine } from './plain-name.ts';

const written = sendMessage.pick({ html: true, attachmentIds: true, inlineAttachmentIds: true, undoMs: true, sendAt: true }).shape;

export const writeFirst = z.strictObject({
  /** `message`: goes to the customer, who then has the ball. `on_behalf`: a note of what they said to us; nothing goes out, and it is our turn. */
  as: z.enum(['message', 'on_behalf']),
  /** The channel of record; for `message` one that lets us write first. */
  channelId: id,
  /** One of the two: a customer there is, or the mail address of one there may not be yet. */
  customerId: id.optional(),
  address: z.string().trim().max(limits.accountAddressChars).optional(),
  /** For a customer there is not yet. */
  name: plainLine(limits.nameChars).optional(),
  subject: plainLine(limits.subjectChars).nullable().default(null),
  text: z.string().max(limits.messageTextChars).default(''),
  ...written,
});
