/** What became of a message of ours? Sent, delivered, read, or failed with a reason; other words of WhatsApp are kept as unknown, by name. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { StatusEvent } from '../contract/normalised-event.ts';
import { classOf } from './error-code.ts';
import { instantOf } from './read-message.ts';
import { notRead, plainName, type NotRead, type Surroundings } from './not-read.ts';

const optionalText = z.string().optional().catch(undefined);
const reason = z.looseObject({
  code: z.number(),
  title: optionalText,
  message: optionalText,
  error_data: z.looseObject({ details: optionalText }).optional().catch(undefined),
});
const status = z.looseObject({
  id: z.string().min(1).max(limits.providerIdChars),
  status: z.string(),
  timestamp: z.unknown(),
  recipient_id: optionalText,
  recipient_user_id: optionalText,
  /** Sent along with each message by us. */
  biz_opaque_callback_data: optionalText,
  errors: z.array(reason).optional().catch(undefined),
});
const known = z.enum(['sent', 'delivered', 'read', 'failed']);

export function readStatus(said: unknown, { raw }: Surroundings): StatusEvent | NotRead {
  const read = status.safeParse(said);
  if (!read.success) return notRead(null, 'a status in a shape we do not know');
  const { id, status: word, timestamp, recipient_id: number, recipient_user_id: userId, errors = [] } = read.data;
  const { biz_opaque_callback_data: partKey = null } = read.data;
  const key = `whatsapp:${id}:${plainName(word, 'status')}`;
  const state = known.safeParse(word);
  if (!state.success) return notRead(key, `a status we do not know: ${plainName(word, 'without a name')}`);
  const [error] = errors;
  return {
    type: 'status',
    dedupeKey: key,
    providerAt: instantOf(timestamp),
    receivedAt: raw.receivedAt,
    accountKey: raw.accountKey,
    threadKey: number ?? userId ?? null,
    providerId: id,
    status: state.data,
    partKey,
    code: error === undefined ? null : String(error.code),
    class: error === undefined ? null : classOf(error.code),
    detail: error === undefined ? null : wordsOf(error),
  };
}

const wordsOf = ({ error_data: more, message, title }: z.output<typeof reason>): string =>
  boundedText(oneLine(more?.details ?? message ?? title ?? ''), limits.reportDiagnosticChars);
