/**
 * What does our own messenger hand to intake? One JSON record, written by the server after it has checked the frame's token,
 * so the sender stands beside the payload and never inside what the browser sent. Parsing it is `messenger.ts`.
 */
import { z } from 'zod';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import type { VerifiedSender } from '../contract/channel-adapter.ts';

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/** What the browser may send. `clientId` is made in the browser and makes resending harmless. */
export const messengerPayload = z
  .object({
    clientId: uuid,
    text: z.string().max(limits.messengerTextChars).default(''),
    attachmentIds: z.array(uuid).max(limits.messengerAttachmentCount).default([]),
    pageUrl: z.string().max(limits.pageUrlChars).optional(),
    pageTitle: z.string().max(limits.pageTitleChars).optional(),
    language: z.string().max(limits.localeChars).optional(),
    timeZone: z.string().max(limits.zoneChars).optional(),
  })
  .refine((payload) => payload.text.trim() !== '' || payload.attachmentIds.length > 0, 'a message needs a text or a file');

export type MessengerPayload = z.output<typeof messengerPayload>;

const recordShape = z.object({
  sender: z.object({
    scheme: z.string().min(1).max(limits.schemeChars),
    value: z.string().min(1).max(limits.addressChars),
    display: z.string().max(limits.displayNameChars).nullable(),
    proof: z.enum(['anonymous', 'verified']),
  }),
  payload: z.unknown(),
});

export interface MessengerRecord {
  readonly sender: VerifiedSender;
  readonly payload: unknown;
}

/** The bytes to store as the raw inbound. */
export function writeMessengerRecord(sender: VerifiedSender, payload: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ sender, payload }));
}

/** The record back, or null when these bytes are none: too long, not JSON, or without a sender the server has checked. */
export function readMessengerRecord(bytes: Uint8Array): MessengerRecord | null {
  if (bytes.length > limits.messengerPayloadBytes) return null;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (notJson) {
    if (notJson instanceof SyntaxError || notJson instanceof TypeError) return null;
    throw notJson;
  }
  const record = recordShape.safeParse(json);
  return record.success ? record.data : null;
}
