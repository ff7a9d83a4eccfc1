/**
 * Did LINE take the message? One push, with the key that makes a repeated one harmless, and the outcome of its answer. Of a lost answer or a 5xx
 * nobody knows, so that is what is said; 409 says that the same push was taken before.
 */
import type { ChannelDeps, OutboundPart } from '../contract/channel-adapter.ts';
import type { Outcome, RejectionClass } from '../contract/outcome.ts';
import { callLine, wordsOf, type Called, type LineAnswer } from './call-line.ts';
import type { LineAccount } from './line-account.ts';
import { retryKeyOf, type LineDelivery } from './plan-push.ts';

export async function pushMessage(part: OutboundPart<LineDelivery>, account: LineAccount, deps: ChannelDeps): Promise<Outcome> {
  const { to, text } = part.payload;
  const json = { to, messages: [{ type: 'text', text }] };
  return outcomeOf(await callLine({ method: 'POST', path: '/v2/bot/message/push', json, retryKey: retryKeyOf(part) }, account, deps));
}

export function outcomeOf(called: Called): Outcome {
  if (called.kind === 'lost')
    return called.before ? { outcome: 'retry', code: called.code, retryAfterMs: null } : { outcome: 'unknown', code: called.code };
  if (called.kind === 'other') return { outcome: 'unknown', code: String(called.status) };
  const { status, answer, requestId, acceptedRequestId } = called;
  const code = String(status);
  const detail = [wordsOf(answer), ...(requestId === null ? [] : [`(request ${requestId})`])].join(' ').trim();
  const messageId = answer.sentMessages?.[0]?.id;
  if (status === 200) return messageId === undefined ? { outcome: 'unknown', code: 'no_message', detail } : accepted(messageId, detail);
  if (status === 409) {
    const takenAs = messageId ?? acceptedRequestId;
    return takenAs === null ? { outcome: 'unknown', code, detail } : accepted(takenAs, detail);
  }
  if (status === 429 && !isUsedUp(answer)) return { outcome: 'retry', code, retryAfterMs: null, detail };
  const refusedAs = classOf(status, answer);
  return refusedAs === null ? { outcome: 'unknown', code, detail } : { outcome: 'rejected', class: refusedAs, code, detail };
}

const accepted = (providerId: string, detail: string): Outcome => ({ outcome: 'accepted', providerId, detail });

/** The messages of this month are; waiting helps, but not before the next. */
const isUsedUp = ({ message = '' }: LineAnswer): boolean => /monthly limit/i.test(message);

/** Somebody who does not exist (any more); whoever has blocked the account is none of these, their messages are taken in silence. */
const isAboutRecipient = ({ message = '', details = [] }: LineAnswer): boolean =>
  /^failed to send messages/i.test(message) || /^the property, '?to'?,/i.test(message) || details.some(({ property }) => property === 'to');

/** Null: refused or not, the status does not say. */
function classOf(status: number, answer: LineAnswer): RejectionClass | null {
  if (status === 401) return 'authBroken';
  if (status === 403 || status === 429) return 'configuration';
  if (status === 400 && isAboutRecipient(answer)) return 'permanentRecipient';
  return status >= 400 && status < 500 && status !== 408 ? 'permanentContent' : null;
}
