/** What may a messenger send? The schemas behind the types of `messenger.ts`. */
import { z } from 'zod';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { id } from './records.ts';

const visitorToken = z.string().min(1).max(limits.visitorTokenChars);

export const sessionRequest = z.strictObject({
  token: visitorToken.optional(),
  identity: z.string().max(limits.siteIdentityChars).optional(),
  code: z.string().max(limits.visitorTokenChars).optional(),
  locale: z.string().max(limits.localeChars).optional(),
  zone: z.string().max(limits.zoneChars).optional(),
});
export const sendRequest = z.strictObject({
  clientId: id,
  text: z.string().max(limits.messageTextChars),
  attachmentIds: z.array(id).max(limits.attachmentsPerMessage).default([]),
});
export const entryRequest = z.strictObject({
  locale: z.string().max(limits.localeChars).optional(),
  zone: z.string().max(limits.zoneChars).optional(),
});
export const contactRequest = z.strictObject({ email: z.string().max(limits.accountAddressChars) });
export const messengerHello = z.strictObject({
  type: z.literal('hello'),
  token: visitorToken,
  cursor: z.string().max(limits.streamCursorChars).nullable(),
});
