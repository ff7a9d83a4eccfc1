/**
 * Telegram's Bot API as a channel: updates by webhook, answers by one call each, files fetched when they come. It knows private chats of one bot;
 * it shows no typing, and there are no receipts.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import type {
  ChannelAdapter,
  OutboundAttachment,
  OutboundMessage,
  OutboundPart,
  Plan,
  RawInbound,
  ThreadState,
} from '../contract/channel-adapter.ts';
import { notAuthenticated } from '../contract/normalised-event.ts';
import { boundedText } from '../contract/bounded-text.ts';
import { isOneOf } from '../contract/same-secret.ts';
import { inParts } from '../contract/in-parts.ts';
import { splitText } from '../contract/split-text.ts';
import { callBot, outcomeOf } from './call-bot.ts';
import { fetchFile } from './fetch-file.ts';
import { readUpdate } from './read-update.ts';
import { accountTroubles, type TelegramAccount } from './telegram-account.ts';
import { photoBytes, sendBytes, telegramDescription, textUnits } from './telegram-description.ts';

export type { TelegramAccount } from './telegram-account.ts';

interface To {
  readonly chatId: string;
  /** The customer's message this answers, in their chat. */
  readonly replyTo: number | null;
}
/** One call: `sendMessage`, `sendPhoto` or `sendDocument`. */
export type TelegramDelivery = To &
  ({ readonly kind: 'text'; readonly text: string } | { readonly kind: 'photo' | 'document'; readonly attachment: OutboundAttachment });

function isOurs({ headers }: RawInbound, secrets: readonly string[]): boolean {
  const given = headers['x-telegram-bot-api-secret-token'];
  return typeof given === 'string' && isOneOf(given, secrets);
}

/** Pictures that Telegram takes as such; it makes all others smaller or refuses them. */
const isPhoto = ({ mime, sizeBytes }: OutboundAttachment): boolean => /^image\/(?:jpeg|png)$/.test(mime) && sizeBytes <= photoBytes;

function planTelegram(message: OutboundMessage, { botId }: TelegramAccount, thread: ThreadState): Plan<TelegramDelivery> {
  const chatId = message.to.value;
  if (!/^\d{1,20}$/.test(chatId)) return { blocked: 'noIdentity', detail: 'nobody is known in Telegram', alternatives: [] };
  if (thread.optedOut) return { blocked: 'optedOut', detail: 'they want no more messages here', alternatives: [] };
  const tooBig = message.attachments.find(({ sizeBytes }) => sizeBytes > sendBytes);
  if (tooBig !== undefined)
    return { blocked: 'unsupported', detail: `${tooBig.name} is larger than 50 MB`, alternatives: ['a link to the file'] };
  const texts = message.text === '' && message.attachments.length > 0 ? [] : splitText(message.text, textUnits, 'utf16');
  if (texts === null) return { blocked: 'tooLong', detail: 'one sign is longer than a message', alternatives: [] };
  const replyTo = answered(message.references, `${botId}:${chatId}:`);
  const calls: TelegramDelivery[] = [
    // Telegram refuses a message of blanks alone.
    ...texts.filter((text) => text.trim() !== '').map((text): TelegramDelivery => ({ chatId, replyTo: null, kind: 'text', text })),
    ...message.attachments.map((attachment): TelegramDelivery => ({
      chatId,
      replyTo: null,
      kind: isPhoto(attachment) ? 'photo' : 'document',
      attachment,
    })),
  ];
  return {
    parts: inParts(
      message,
      calls.map((call, index) => (index === 0 ? { ...call, replyTo } : call)),
    ),
  };
}

/** The newest of their messages that the answer refers to. */
function answered(references: readonly string[], chat: string): number | null {
  const own = references.findLast((one) => one.startsWith(chat));
  const number = own === undefined ? Number.NaN : Number(own.slice(chat.length));
  return Number.isSafeInteger(number) ? number : null;
}

/** Sent all the same where that message is gone. */
const replyParameters = (replyTo: number | null) =>
  replyTo === null ? {} : { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } };

async function bodyOf(payload: TelegramDelivery, read: (attachmentId: string) => Promise<Uint8Array>): Promise<FormData | object> {
  const { chatId, replyTo } = payload;
  if (payload.kind === 'text') return { chat_id: Number(chatId), text: payload.text, ...replyParameters(replyTo) };
  const { name, mime, content } = payload.attachment;
  const bytes = content.kind === 'bytes' ? content.bytes : await read(content.attachmentId);
  const form = new FormData();
  form.append('chat_id', chatId);
  for (const [field, value] of Object.entries(replyParameters(replyTo))) form.append(field, JSON.stringify(value));
  form.append(payload.kind, new Blob([new Uint8Array(bytes)], { type: mime }), name);
  return form;
}

const bot = z.looseObject({ id: z.int(), username: z.string().max(limits.displayNameChars) });
const webhookInfo = z.looseObject({
  url: z.string(),
  pending_update_count: z.number(),
  last_error_date: z.number().optional(),
  last_error_message: z.string().optional(),
});
/** More than this waits for us only where something is wrong. */
const manyPending = 100;
const recentMs = 15 * 60_000;

export const telegram: ChannelAdapter<TelegramAccount, TelegramDelivery> = {
  description: telegramDescription,
  inbound: {
    async verify(raw, account) {
      if (!isOurs(raw, account.webhookSecrets)) return { ok: false, reason: 'the secret of the webhook is missing or another one' };
      return { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null };
    },
    async parse(raw, account, { authentication }) {
      const event = readUpdate(raw, account, authentication);
      return event === null ? [] : [event];
    },
    fetchFile,
  },
  outbound: {
    plan: (message, account, thread) => planTelegram(message, account, thread),
    async send({ payload }: OutboundPart<TelegramDelivery>, account, deps) {
      let body: FormData | object;
      try {
        body = await bodyOf(payload, (attachmentId) => deps.blobs.read(attachmentId));
      } catch {
        return { outcome: 'rejected', class: 'permanentContent', code: 'file_gone', detail: 'The file is not there any more.' };
      }
      const method = { text: 'sendMessage', photo: 'sendPhoto', document: 'sendDocument' }[payload.kind];
      return outcomeOf(await callBot(method, body, account, deps));
    },
    /** A bot cannot read what it has sent. */
    async reconcile() {
      return { found: 'cannotTell' };
    },
  },
  lifecycle: {
    checkAccount: accountTroubles,
    async health(account, deps) {
      const called = await callBot('getWebhookInfo', {}, account, deps);
      if (called.kind !== 'answer') return { ok: false, problems: ['Telegram does not answer'] };
      if (!called.answer.ok) return { ok: false, problems: ['Telegram does not accept the token any more'] };
      const read = webhookInfo.safeParse(called.answer.result);
      if (!read.success) return { ok: false, problems: ['Telegram does not say how it calls us'] };
      const { url, pending_update_count: pending, last_error_date: failedAt, last_error_message: why } = read.data;
      const problems = [
        ...(url === '' ? ['Telegram calls nobody for this bot'] : []),
        ...(url !== '' && account.webhookUrl !== null && url !== account.webhookUrl ? ['Telegram calls somebody else for this bot'] : []),
        ...(pending > manyPending ? [`${pending} messages wait at Telegram`] : []),
        ...(failedAt !== undefined && deps.clock.nowAt() - failedAt * 1_000 < recentMs
          ? [`Telegram’s last call failed: ${(why ?? '').slice(0, 200)}`]
          : []),
      ];
      return { ok: problems.length === 0, problems };
    },
    async identify(account, deps) {
      const asked = await callBot('getMe', {}, account, deps);
      if (asked.kind !== 'answer') return { ok: false, reason: 'unreachable', detail: 'Telegram does not answer.' };
      const who = asked.answer.ok ? bot.safeParse(asked.answer.result) : null;
      if (who?.success !== true) return { ok: false, reason: 'credentials', detail: 'Telegram does not know this token.' };
      return { ok: true, id: String(who.data.id), name: `@${who.data.username}` };
    },
    async connect(account, { url, secret }, deps) {
      const called = await callBot('setWebhook', { url, secret_token: secret, allowed_updates: ['message'] }, account, deps);
      if (called.kind !== 'answer') return { ok: false, reason: 'unreachable', detail: 'Telegram does not answer.' };
      const { ok, description = 'Telegram refused the address.' } = called.answer;
      return ok ? { ok: true } : { ok: false, reason: 'refused', detail: boundedText(description, limits.textChars) };
    },
    async disconnect(account, deps) {
      await callBot('deleteWebhook', {}, account, deps);
    },
  },
};
