/** What may a messenger send? The schemas behind the types of `messenger.ts`. */
import { z } from 'zod';
import { limits } from './limits.ts';
import { id } from './records.ts';

const visitorToken = z.string().min(1).max(limits.visitorTokenChars);

export const sessionRequest = z.strictObject({
  token: visitorToken.optional(),
  identity: z.string().max(8192).optional(),
  code: z.string().max(limits.visitorTokenChars).optional(),
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
  token: visitorToken,
  cursor: z.string().max(4000).nullable(),
});
