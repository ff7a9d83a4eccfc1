/**
 * What does one message say, and who says it? Somebody is known by their number in WhatsApp, or, where they show none, by the id that Meta gives
 * them for this business. What a kind of message holds stands in `message-kinds.ts`.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { appMessage } from '../contract/app-message.ts';
import { boundedText } from '../contract/bounded-text.ts';
import type { MessageEvent, SenderIdentity } from '../contract/normalised-event.ts';
import { contentOf, type Content } from './message-kinds.ts';
import { notRead, plainName, troubleOf, type NotRead, type Surroundings } from './not-read.ts';

const optionalText = z.string().optional().catch(undefined);
/** One of those who wrote, as the call introduces them. */
export const sender = z.looseObject({
  wa_id: optionalText,
  user_id: optionalText,
  profile: z.looseObject({ name: optionalText, username: optionalText }).optional().catch(undefined),
});
type Sender = z.output<typeof sender>;

const id = z.string().min(1).max(limits.providerIdChars);
const named = z.looseObject({ id });
const message = z.looseObject({
  id,
  type: z.string(),
  timestamp: z.unknown(),
  from: optionalText,
  from_user_id: optionalText,
  group_id: optionalText,
  errors: z.array(z.unknown()).optional().catch(undefined),
  system: z.looseObject({ type: z.string() }).optional().catch(undefined),
});
type Message = z.output<typeof message>;

const numberShape = /^\d{5,20}$/;
/** Two letters of a country, a dot, and letters or digits; `ENT` in between where several businesses share it. */
const userShape = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;
/** An identity in WhatsApp, as it stands with us. */
export const isWhatsappId = (value: string): boolean => numberShape.test(value) || userShape.test(value);
export const isNumber = (value: string): boolean => numberShape.test(value);

/** A message is named within its number and its chat: an answer quotes none of another. */
export const evidenceId = (phoneNumberId: string, who: string, messageId: string): string => `${phoneNumberId}:${who}:${messageId}`;

/** Seconds, as text; null where they are none. */
export const instantOf = (timestamp: unknown): number | null =>
  typeof timestamp === 'string' && /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1_000 : null;

/** Null: nothing that has to be kept, as a reaction that was taken back. */
export function readMessage(said: unknown, contacts: readonly Sender[], around: Surroundings): MessageEvent | NotRead | null {
  const read = message.safeParse(said);
  if (!read.success) {
    const own = named.safeParse(said);
    return notRead(own.success ? `whatsapp:${own.data.id}` : null, 'a message in a shape we do not know');
  }
  const { data } = read;
  const key = `whatsapp:${data.id}`;
  if (data.group_id !== undefined) return notRead(key, 'a message in a group');
  const content = contentOf(data.type, data);
  if (content === 'nothing') return null;
  if (content === null) return notRead(key, hintOf(data));
  const who = whoOf(data, contacts);
  if (who === null) return notRead(key, 'a message of somebody without a number or an id');
  return eventOf(data, { key, who, content }, around);
}

function hintOf({ type, errors, system }: Message): string {
  if (type === 'system') return `somebody’s number or identity changed: ${plainName(system?.type ?? '', 'in a way we do not know')}`;
  if (errors !== undefined) return `a message that WhatsApp does not pass on: ${errors.map(troubleOf).join(', ').slice(0, 300)}`;
  return `a message of a kind we do not know: ${plainName(type, 'without a name')}`;
}

function whoOf({ from, from_user_id: userId }: Message, contacts: readonly Sender[]): SenderIdentity | null {
  const introduced =
    contacts.find((one) => one.wa_id !== undefined && one.wa_id === from) ??
    contacts.find((one) => one.user_id !== undefined && one.user_id === userId) ??
    (contacts.length === 1 ? contacts[0] : undefined);
  // An id in WhatsApp may differ from the number; statuses name the id.
  const value = [introduced?.wa_id, from, userId, introduced?.user_id].find((one) => one !== undefined && isWhatsappId(one));
  if (value === undefined) return null;
  const { name, username } = introduced?.profile ?? {};
  const display = boundedText(oneLine(name ?? '') || oneLine(username ?? ''), limits.displayNameChars);
  return { scheme: 'whatsapp', value, display: display === '' ? null : display, proof: 'verified' };
}

function eventOf(
  { id: messageId, timestamp }: Message,
  { key, who, content }: { readonly key: string; readonly who: SenderIdentity; readonly content: Content },
  { raw, phoneNumberId, authentication }: Surroundings,
): MessageEvent {
  const evidence = (id: string): string => evidenceId(phoneNumberId, who.value, id);
  return appMessage(raw, authentication, {
    dedupeKey: key,
    providerAt: instantOf(timestamp),
    threadKey: who.value,
    sender: who,
    text: content.text,
    attachments: content.files,
    evidence: { messageIdsInOrder: content.about === null ? [] : [evidence(content.about)], ownMessageId: evidence(messageId) },
  });
}
