/** How is an invitation answered? Which file of the message it is, what is answered, and the words that go along. */
import { z } from 'zod';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { id } from './records.ts';

export const answerInvitation = z.strictObject({
  attachmentId: id,
  as: z.enum(['accepted', 'tentative', 'declined']),
  /** What people read who have no calendar. */
  text: z.string().trim().min(1).max(limits.invitationAnswerChars),
  /** How long the answer is held for undo; 0 sends at once. */
  undoMs: z.int().min(0).max(limits.undoMsMax).default(0),
});
