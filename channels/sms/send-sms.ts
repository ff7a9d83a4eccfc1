/**
 * What came of a message? Sent by one call, without a key by which a repeated one would be recognised: only what was certainly not taken is tried again.
 * After an answer that was lost, Twilio's list of messages may show it.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import type { Outcome, Reconciliation } from '../contract/outcome.ts';
import { callTwilio, codeOf, isTaken, type Answered, type Called } from './call-twilio.ts';
import { comeBackCodes, meaningOf } from './error-codes.ts';
import type { SmsDelivery } from './plan-sms.ts';
import { segmentsOf } from './segments.ts';
import type { SmsAccount } from './sms-account.ts';
import { clockSkewMs, sameMessageMs } from './sms-description.ts';

export async function sendSms({ to, text }: SmsDelivery, account: SmsAccount, deps: ChannelDeps): Promise<Outcome> {
  const form = { To: to, From: account.phoneNumber, Body: text, StatusCallback: account.webhookUrl };
  const outcome = outcomeOf(await callTwilio({ path: 'Messages.json', form }, account, deps));
  if (outcome.outcome !== 'accepted') return outcome;
  const { alphabet, count } = segmentsOf(text);
  return { ...outcome, detail: `${count} ${count === 1 ? 'segment' : 'segments'}, ${alphabet}` };
}

const taken = z.looseObject({ sid: z.string().min(1).max(limits.providerIdChars) });

export function outcomeOf(called: Called): Outcome {
  if (called.kind === 'lost')
    return called.before ? { outcome: 'retry', code: called.code, retryAfterMs: null } : { outcome: 'unknown', code: called.code };
  if (called.kind === 'other') {
    const code = String(called.status);
    return called.status === 429 ? { outcome: 'retry', code, retryAfterMs: called.retryAfterMs } : { outcome: 'unknown', code };
  }
  if (!isTaken(called)) return refusal(called);
  const message = taken.safeParse(called.answer);
  return message.success ? { outcome: 'accepted', providerId: message.data.sid } : { outcome: 'unknown', code: 'no_message' };
}

/** Twilio's own words are kept as the detail; they name no token. */
function refusal(called: Answered): Outcome {
  const { status, retryAfterMs } = called;
  const code = codeOf(called);
  const detail = boundedText(oneLine(called.answer.message ?? meaningOf(code)?.words ?? ''), limits.reportDiagnosticChars);
  if (status === 429 || comeBackCodes.has(code)) return { outcome: 'retry', code, retryAfterMs, detail };
  if (status < 400 || status >= 500) return { outcome: 'unknown', code, detail };
  const known = meaningOf(code)?.class ?? null;
  return { outcome: 'rejected', class: known ?? classOfStatus(status), code, detail };
}

function classOfStatus(status: number): 'authBroken' | 'configuration' | 'permanentContent' {
  if (status === 401) return 'authBroken';
  // The account is not there, or the address that is called is no Twilio.
  return status === 403 || status === 404 ? 'configuration' : 'permanentContent';
}

const listed = z.looseObject({
  messages: z.array(
    z.looseObject({
      sid: z.string(),
      to: z.string().nullish(),
      from: z.string().nullish(),
      body: z.string().nullish(),
      direction: z.string().nullish(),
      date_created: z.string().nullish(),
    }),
  ),
  next_page_uri: z.string().nullish(),
});
const perPage = '100';

/**
 * Did it arrive? Only where exactly one message of these words to this number was made since this one was planned. What the list does not show may
 * still come up in it: it is never a “no”.
 */
export async function findSent(
  { to, text, plannedAt, hasTwin }: SmsDelivery,
  account: SmsAccount,
  deps: ChannelDeps,
): Promise<Reconciliation> {
  if (hasTwin) return { found: 'cannotTell' };
  const fromAt = plannedAt - clockSkewMs;
  const query = { To: to, From: account.phoneNumber, 'DateSent>': new Date(fromAt).toISOString().slice(0, 10), PageSize: perPage };
  const called = await callTwilio({ path: 'Messages.json', query }, account, deps);
  const list = isTaken(called) ? listed.safeParse(called.answer) : null;
  if (list?.success !== true || (list.data.next_page_uri ?? null) !== null) return { found: 'cannotTell' };
  const same = list.data.messages.filter((one) => {
    const createdAt = Date.parse(one.date_created ?? '');
    return (
      one.to === to &&
      one.from === account.phoneNumber &&
      one.body === text &&
      one.direction !== 'inbound' &&
      createdAt >= fromAt &&
      createdAt <= plannedAt + sameMessageMs
    );
  });
  return same.length === 1 ? { found: 'yes', providerId: same[0]!.sid } : { found: 'cannotTell' };
}
