/** What may a messenger send? The schemas behind the types of `messenger.ts`. */
import { z } from 'zod';
import { limits } from './limits.ts';
import { id } from './records.ts';

export const sessionRequest = z.strictObject({
  token: z.string().max(400).optional(),
  identity: z.string().max(8192).optional(),
  code: z.string().max(400).optional(),
  locale: z.string().max(35).optional(),
  zone: z.string().max(60).optional(),
});
export const sendRequest = z.strictObject({
  clientId: id,
  text: z.string().max(limits.messageTextChars),
  attachmentIds: z.array(id).max(limits.attachmentsPerMessage).default([]),
});
export const contactRequest = z.strictObject({ email: z.string().max(254) });
export const messengerHello = z.strictObject({
  type: z.literal('hello'),
  token: z.string().min(1).max(400),
  cursor: z.string().max(4000).nullable(),
});
