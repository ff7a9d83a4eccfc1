/** How does Twilio know our number: is it this account's, whom does it call for it, and how is it told to call us? */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { AccountHealth, ChannelDeps, Connected, Identified, NotConnected } from '../contract/channel-adapter.ts';
import { callTwilio, codeOf, isTaken, type Called } from './call-twilio.ts';
import type { SmsAccount } from './sms-account.ts';
import { phoneIn } from './sms-account.ts';

const number = z.looseObject({
  sid: z.string().regex(/^PN[0-9a-f]{32}$/i),
  phone_number: z.string(),
  capabilities: z.looseObject({ sms: z.boolean().nullish() }).nullish(),
  sms_url: z.string().nullish(),
  sms_method: z.string().nullish(),
  sms_application_sid: z.string().nullish(),
});
const numbers = z.looseObject({ incoming_phone_numbers: z.array(number) });

const away: NotConnected = { ok: false, reason: 'unreachable', detail: 'Twilio does not answer.' };
const notOurs: NotConnected = { ok: false, reason: 'refused', detail: 'This number does not belong to the Twilio account.' };
const noSms: NotConnected = { ok: false, reason: 'refused', detail: 'This number cannot receive SMS.' };

/** What kept a call from being taken. */
function troubleIn(called: Called): NotConnected {
  if (called.kind !== 'answer' || called.status === 429 || called.status >= 500) return away;
  if (called.status === 401 || codeOf(called) === '20003')
    return { ok: false, reason: 'credentials', detail: 'Twilio does not know this Account SID with this auth token.' };
  const detail = boundedText(oneLine(called.answer.message ?? ''), limits.reportDiagnosticChars);
  return { ok: false, reason: 'refused', detail: detail === '' ? 'Twilio refused.' : detail };
}

export async function identify(account: SmsAccount, deps: ChannelDeps): Promise<Identified> {
  // Twilio finds numbers that hold these digits; ours is the one that is them.
  const called = await callTwilio({ path: 'IncomingPhoneNumbers.json', query: { PhoneNumber: account.phoneNumber } }, account, deps);
  if (!isTaken(called)) return troubleIn(called);
  const found = numbers.safeParse(called.answer);
  if (!found.success) return away;
  const own = found.data.incoming_phone_numbers.find((one) => phoneIn(one.phone_number) === account.phoneNumber);
  if (own === undefined) return notOurs;
  if (own.capabilities?.sms === false) return noSms;
  return {
    ok: true,
    id: own.sid,
    name: account.phoneNumber,
    facts: { numberSid: own.sid, phoneNumber: account.phoneNumber },
  };
}

const pathOf = ({ numberSid }: SmsAccount): string => `IncomingPhoneNumbers/${encodeURIComponent(numberSid)}.json`;

/** An application that is set would be called in our stead. */
export async function connect(account: SmsAccount, url: string, deps: ChannelDeps): Promise<Connected> {
  if (account.numberSid === '') return notOurs;
  const form = { SmsUrl: url, SmsMethod: 'POST', SmsApplicationSid: '' };
  const called = await callTwilio({ path: pathOf(account), form }, account, deps);
  return isTaken(called) ? { ok: true } : troubleIn(called);
}

/** Only what is ours is taken away: somebody may have given the number another use. */
export async function disconnect(account: SmsAccount, deps: ChannelDeps): Promise<void> {
  if (account.numberSid === '') return;
  const called = await callTwilio({ path: pathOf(account) }, account, deps);
  const own = isTaken(called) ? number.safeParse(called.answer) : null;
  if (own?.success === true && own.data.sms_url === account.webhookUrl)
    await callTwilio({ path: pathOf(account), form: { SmsUrl: '' } }, account, deps);
}

export async function health(account: SmsAccount, deps: ChannelDeps): Promise<AccountHealth> {
  const called = await callTwilio({ path: pathOf(account) }, account, deps);
  const own = isTaken(called) ? number.safeParse(called.answer) : null;
  const problems = own?.success === true ? troublesOf(own.data, account) : [whyNotShown(called)];
  return { ok: problems.length === 0, problems };
}

function whyNotShown(called: Called): string {
  if (called.kind === 'answer' && called.status === 404) return 'The number does not belong to the Twilio account any more';
  const trouble = isTaken(called) ? away : troubleIn(called);
  if (trouble.reason === 'credentials') return 'Twilio does not accept the auth token any more';
  return trouble.reason === 'refused' ? `Twilio refuses to say anything: ${trouble.detail}` : 'Twilio does not answer';
}

function troublesOf(own: z.output<typeof number>, { webhookUrl }: SmsAccount): string[] {
  const isCalled = (own.sms_url ?? '') !== '';
  const isOurs = own.sms_url === webhookUrl;
  return [
    ...(own.capabilities?.sms === false ? ['The number cannot receive SMS'] : []),
    ...((own.sms_application_sid ?? '') === '' ? [] : ['An application at Twilio answers for this number in our stead']),
    ...(isCalled ? [] : ['Twilio calls nobody for this number']),
    ...(isCalled && !isOurs ? ['Twilio calls somebody else for this number'] : []),
    ...(isOurs && (own.sms_method ?? 'POST') !== 'POST' ? ['Twilio does not call us by POST'] : []),
  ];
}
