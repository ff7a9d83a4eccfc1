/**
 * How is the Bot API called, and what does its answer mean? One method per call. The address holds the bot's token, so that nothing of an address
 * or an error's own words leaves this file.
 */
import { z } from 'zod';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import { jsonIn } from '../contract/json-in.ts';
import { lostCall, type LostCall } from '../contract/lost-call.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { TelegramAccount } from './telegram-account.ts';

const said = z.looseObject({
  ok: z.boolean(),
  result: z.unknown().optional(),
  error_code: z.number().optional(),
  description: z.string().optional(),
  parameters: z.looseObject({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() }).optional(),
});
export type BotAnswer = z.output<typeof said>;

export type Called =
  | { readonly kind: 'answer'; readonly status: number; readonly answer: BotAnswer }
  /** Something answered that is not the Bot API. */
  | { readonly kind: 'other'; readonly status: number }
  | ({ readonly kind: 'lost' } & LostCall);

export async function callBot(
  method: string,
  body: FormData | object,
  { apiRoot, botToken }: Pick<TelegramAccount, 'apiRoot' | 'botToken'>,
  { fetch }: Pick<ChannelDeps, 'fetch'>,
): Promise<Called> {
  try {
    const response = await fetch(`${apiRoot}/bot${botToken}/${method}`, {
      method: 'POST',
      ...(body instanceof FormData ? { body } : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const read = said.safeParse(jsonIn(await response.text()));
    return read.success ? { kind: 'answer', status: response.status, answer: read.data } : { kind: 'other', status: response.status };
  } catch (error) {
    return { kind: 'lost', ...lostCall(error) };
  }
}

const sentMessage = z.looseObject({ message_id: z.number(), chat: z.looseObject({ id: z.number() }) });

/** `<chat>:<message>`: a message's number counts within its chat. */
export const messageKey = (chatId: number | string, messageId: number | string): string => `${chatId}:${messageId}`;

/**
 * What came of a message. There is no key by which a repeated one would be recognised, so only what was certainly not taken is tried again.
 * The provider's own words are kept as the detail; they name no token.
 */
export function outcomeOf(called: Called): Outcome {
  if (called.kind === 'lost')
    return called.before ? { outcome: 'retry', code: called.code, retryAfterMs: null } : { outcome: 'unknown', code: called.code };
  if (called.kind === 'other') return { outcome: 'unknown', code: String(called.status) };
  const { answer, status } = called;
  if (answer.ok) {
    const message = sentMessage.safeParse(answer.result);
    return message.success
      ? { outcome: 'accepted', providerId: messageKey(message.data.chat.id, message.data.message_id) }
      : { outcome: 'unknown', code: 'no_message' };
  }
  const code = String(answer.error_code ?? status);
  const detail = (answer.description ?? '').slice(0, 300);
  const { retry_after: seconds, migrate_to_chat_id: movedTo } = answer.parameters ?? {};
  if (code === '429') return { outcome: 'retry', code, retryAfterMs: seconds === undefined ? null : seconds * 1_000, detail };
  if (code === '401' || code === '404') return { outcome: 'rejected', class: 'authBroken', code, detail };
  if (code === '403') return { outcome: 'rejected', class: 'permanentRecipient', code, detail };
  if (code === '409') return { outcome: 'rejected', class: 'configuration', code, detail };
  if (code === '400' && movedTo !== undefined)
    return { outcome: 'rejected', class: 'permanentRecipient', code, detail: `${detail} (now ${movedTo})` };
  if (code === '400' && /chat not found|user not found|peer_id_invalid/i.test(detail))
    return { outcome: 'rejected', class: 'permanentRecipient', code, detail };
  if (/^4\d\d$/.test(code)) return { outcome: 'rejected', class: 'permanentContent', code, detail };
  return { outcome: 'unknown', code, detail };
}
