/**
 * What does an update of the Bot API say? One update is one event. Messages of people in private chats are understood; groups and “Start” are
 * none of our business, and everything else is kept as unknown, by name.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { appMessage } from '../contract/app-message.ts';
import { boundedText } from '../contract/bounded-text.ts';
import { jsonIn } from '../contract/json-in.ts';
import { fileName, remoteFile } from '../contract/provider-file.ts';
import { unknownEvent } from '../contract/unknown-event.ts';
import type { AuthenticationVerdict, IncomingAttachment, MessageEvent, NormalisedEvent } from '../contract/normalised-event.ts';
import { notAutomatic } from '../contract/normalised-event.ts';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { messageKey } from './call-bot.ts';
import type { TelegramAccount } from './telegram-account.ts';
import { fetchBytes } from './telegram-description.ts';

const id = z.int();
const file = z.looseObject({
  file_id: z.string().min(1).max(limits.providerIdChars),
  file_size: z.number().nonnegative().optional(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
});
const person = z.looseObject({
  id,
  is_bot: z.boolean().optional(),
  first_name: z.string(),
  last_name: z.string().optional(),
  language_code: z.string().optional(),
});
const place = z.looseObject({ latitude: z.number(), longitude: z.number() });
const message = z.looseObject({
  message_id: id,
  date: z.number(),
  chat: z.looseObject({ id, type: z.string() }),
  from: person,
  text: z.string().optional(),
  caption: z.string().optional(),
  reply_to_message: z.looseObject({ message_id: id }).optional(),
  photo: z.array(file).optional(),
  document: file.optional(),
  audio: file.optional(),
  voice: file.optional(),
  video: file.optional(),
  video_note: file.optional(),
  animation: file.optional(),
  sticker: z.looseObject({ ...file.shape, emoji: z.string().optional() }).optional(),
  location: place.optional(),
  venue: z.looseObject({ location: place, title: z.string(), address: z.string() }).optional(),
  contact: z.looseObject({ phone_number: z.string(), first_name: z.string(), last_name: z.string().optional() }).optional(),
  poll: z.looseObject({ question: z.string() }).optional(),
  dice: z.looseObject({ emoji: z.string(), value: z.number() }).optional(),
});
const update = z.looseObject({ update_id: id, message: z.unknown().optional() });
type Message = z.output<typeof message>;
type File = z.output<typeof file>;

/** Null: nothing that concerns us, whoever sent it. */
export function readUpdate(raw: RawInbound, { botId }: TelegramAccount, authentication: AuthenticationVerdict): NormalisedEvent | null {
  const body = jsonIn(raw.bytes);
  const read = update.safeParse(body);
  if (!read.success) return unknown(raw, null, 'not an update of the Bot API');
  const key = `telegram:${botId}:${read.data.update_id}`;
  if (read.data.message === undefined) return unknown(raw, key, kindOf(read.data));
  const said = message.safeParse(read.data.message);
  if (!said.success) return isElsewhere(read.data.message) ? null : unknown(raw, key, 'a message in a shape we do not know');
  // Anybody can put a bot into a group; and everybody has to press “Start” before they can say anything.
  if (said.data.chat.type !== 'private' || said.data.text?.trim() === '/start') return null;
  const event = messageEvent(raw, { botId, key }, said.data, authentication);
  return event.text === '' && event.attachments.length === 0 ? unknown(raw, key, 'a message without words or files') : event;
}

function isElsewhere(said: unknown): boolean {
  const read = z.looseObject({ chat: z.looseObject({ type: z.string() }) }).safeParse(said);
  return read.success && read.data.chat.type !== 'private';
}

function messageEvent(
  raw: RawInbound,
  { botId, key }: { readonly botId: string; readonly key: string },
  said: Message,
  authentication: AuthenticationVerdict,
): MessageEvent {
  const { from, chat } = said;
  const display = boundedText(oneLine([from.first_name, from.last_name ?? ''].join(' ')).trim(), limits.displayNameChars);
  const { attachments, notes } = filesOf(said);
  const text = [said.text ?? said.caption ?? '', ...linesOf(said), ...notes].filter((line) => line !== '').join('\n');
  return appMessage(raw, authentication, {
    dedupeKey: key,
    providerAt: said.date * 1_000,
    threadKey: String(chat.id),
    sender: { scheme: 'telegram', value: String(from.id), display: display === '' ? null : display, proof: 'verified' },
    locale: localeOf(from.language_code),
    text,
    attachments,
    automation: from.is_bot === true ? { ...notAutomatic, bot: true, reason: 'sent by a bot' } : notAutomatic,
    evidence: {
      messageIdsInOrder: said.reply_to_message === undefined ? [] : [`${botId}:${messageKey(chat.id, said.reply_to_message.message_id)}`],
      ownMessageId: `${botId}:${messageKey(chat.id, said.message_id)}`,
    },
  });
}

/** As their app says it; anything else is none. */
const localeOf = (code: string | undefined): string | null =>
  code !== undefined && /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$/.test(code) ? code : null;

/** What is no text and no file, in words: nothing somebody sent is left out. */
function linesOf({ sticker, location, venue, contact, poll, dice }: Message): string[] {
  const at = venue?.location ?? location;
  return [
    ...(sticker?.emoji === undefined ? [] : [sticker.emoji]),
    ...(venue === undefined ? [] : [`${oneLine(venue.title)}, ${oneLine(venue.address)}`]),
    ...(at === undefined ? [] : [`${at.latitude}, ${at.longitude}`]),
    ...(contact === undefined ? [] : [oneLine(`${contact.first_name} ${contact.last_name ?? ''}`).trim(), oneLine(contact.phone_number)]),
    ...(poll === undefined ? [] : [oneLine(poll.question)]),
    ...(dice === undefined ? [] : [`${dice.emoji} ${dice.value}`]),
  ];
}

const endings: Readonly<Record<string, string>> = {
  photo: 'jpg',
  voice: 'ogg',
  video_note: 'mp4',
  sticker: 'webp',
  audio: 'mp3',
  video: 'mp4',
  animation: 'mp4',
  document: 'bin',
};

function filesOf(said: Message): { attachments: IncomingAttachment[]; notes: string[] } {
  const attachments: IncomingAttachment[] = [];
  const notes: string[] = [];
  const kinds = ['document', 'audio', 'voice', 'video', 'video_note', 'sticker'] as const;
  const largest = said.photo?.toSorted((a, b) => (b.file_size ?? 0) - (a.file_size ?? 0))[0];
  // An animation comes as a document too, for older programs.
  const found: [string, File | undefined][] = [
    ['photo', largest],
    ...kinds.map((kind): [string, File | undefined] => [kind, said[kind]]),
    ...(said.document === undefined ? [['animation', said.animation] as [string, File | undefined]] : []),
  ];
  for (const [kind, one] of found) {
    if (one === undefined) continue;
    const name = fileName(one.file_name, `${kind}.${endings[kind] ?? 'bin'}`);
    if ((one.file_size ?? 0) > fetchBytes) notes.push(`[${name}: more than a bot may fetch (20 MB)]`);
    else attachments.push(remoteFile({ name, mime: one.mime_type, sizeBytes: one.file_size, providerRef: one.file_id }));
  }
  return { attachments, notes };
}

function kindOf(body: Readonly<Record<string, unknown>>): string {
  const kind = Object.keys(body).find((name) => name !== 'update_id' && name !== 'message');
  return kind !== undefined && /^[a-z_]{1,40}$/.test(kind) ? kind : 'an update of a kind we do not know';
}

const unknown = (raw: RawInbound, key: string | null, hint: string): NormalisedEvent =>
  unknownEvent(raw, { prefix: 'telegram', key, hint });
