/**
 * What does Twilio's call say? One form is one event: a message somebody wrote, or what became of one of ours. Read from the body alone, so that
 * stored bytes read the same; everything else is kept as unknown, by name.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { appMessage } from '../contract/app-message.ts';
import { boundedText } from '../contract/bounded-text.ts';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { type AuthenticationVerdict, type DeliveryStatus, type NormalisedEvent, type StatusEvent } from '../contract/normalised-event.ts';
import { unknownEvent } from '../contract/unknown-event.ts';
import { meaningOf } from './error-codes.ts';
import { mediaIn } from './mms-media.ts';
import { formIn } from './signature.ts';
import { phoneIn, type SmsAccount } from './sms-account.ts';

const fields = z.looseObject({
  AccountSid: z.string(),
  MessageSid: z.string().regex(/^(?:SM|MM)[0-9a-f]{32}$/i),
  MessageStatus: z.string().optional(),
  From: z.string().optional(),
  To: z.string().optional(),
  Body: z.string().optional(),
  NumMedia: z.string().optional(),
  OptOutType: z.string().optional(),
  ErrorCode: z.string().optional(),
  ErrorMessage: z.string().optional(),
});
type Fields = z.output<typeof fields>;

export function readCall(raw: RawInbound, account: SmsAccount, authentication: AuthenticationVerdict): NormalisedEvent {
  const form = formIn(raw.bytes);
  const read = fields.safeParse(Object.fromEntries(form));
  if (!read.success) return unknown(raw, null, 'not a call about a message');
  const said = read.data;
  if (said.AccountSid.toLowerCase() !== account.accountSid.toLowerCase()) return unknown(raw, null, 'about another account');
  if (said.MessageStatus !== undefined) return statusEvent(raw, said, said.MessageStatus);
  if (said.Body === undefined && said.NumMedia === undefined) return unknown(raw, null, 'about a message, in a way we do not know');
  return messageEvent(raw, { said, form, account, authentication });
}

function messageEvent(
  raw: RawInbound,
  {
    said,
    form,
    account,
    authentication,
  }: {
    readonly said: Fields;
    readonly form: URLSearchParams;
    readonly account: SmsAccount;
    readonly authentication: AuthenticationVerdict;
  },
): NormalisedEvent {
  const key = `sms:${said.MessageSid}`;
  const from = phoneIn(said.From ?? '');
  // A short code or a name cannot be written back to, and is nobody's number.
  if (from === null) return unknown(raw, key, 'from a sender that is no phone number');
  if (phoneIn(said.To ?? '') !== account.phoneNumber) return unknown(raw, key, 'to a number that is not this channel’s');
  const words = said.Body ?? '';
  const { attachments, notes } = mediaIn(form, account);
  const text = [words, ...notes].filter((line) => line !== '').join('\n');
  if (text === '' && attachments.length === 0) return unknown(raw, key, 'a message without words or files');
  return appMessage(raw, authentication, {
    dedupeKey: key,
    // The call does not say when.
    providerAt: null,
    threadKey: null,
    sender: { scheme: 'phone', value: from, display: null, proof: 'verified' },
    consent: consentIn(words, said.OptOutType),
    text,
    attachments,
    evidence: { messageIdsInOrder: [], ownMessageId: said.MessageSid },
  });
}

/** Words by which Twilio stops and starts, where nobody has chosen others; only where they stand alone. */
const stopWords: ReadonlySet<string> = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'OPTOUT', 'REVOKE']);
const startWords: ReadonlySet<string> = new Set(['START', 'YES', 'UNSTOP']);

/** Where words were chosen in the account, Twilio says what they meant. */
function consentIn(words: string, optOutType: string | undefined): 'stop' | 'start' | null {
  const word = (optOutType ?? words).trim().toUpperCase();
  if (stopWords.has(word)) return 'stop';
  return startWords.has(word) ? 'start' : null;
}

const statuses: Readonly<Record<string, DeliveryStatus | undefined>> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

function statusEvent(raw: RawInbound, said: Fields, reported: string): NormalisedEvent {
  const key = `sms:${said.MessageSid}:${boundedText(reported, limits.schemeChars)}`;
  const status = Object.hasOwn(statuses, reported) ? statuses[reported] : undefined;
  if (status === undefined) return unknown(raw, key, 'a status we do not know');
  const event: StatusEvent = {
    type: 'status',
    dedupeKey: key,
    providerAt: null,
    receivedAt: raw.receivedAt,
    accountKey: raw.accountKey,
    threadKey: null,
    providerId: said.MessageSid,
    status,
    code: null,
  };
  return status === 'failed' ? { ...event, ...whyFailed(said, reported) } : event;
}

/** What Twilio calls the error, else what we know of its code. */
function whyFailed(
  { ErrorCode: given = '', ErrorMessage: words = '' }: Fields,
  reported: string,
): Pick<StatusEvent, 'code' | 'class' | 'detail'> {
  const code = /^[1-9]\d{2,5}$/.test(given) ? given : null;
  const meaning = code === null ? null : meaningOf(code);
  const detail = boundedText(oneLine(words), limits.reportDiagnosticChars) || (meaning?.words ?? null);
  return { code: code ?? reported, class: meaning?.class ?? null, detail };
}

const unknown = (raw: RawInbound, key: string | null, hint: string): NormalisedEvent => unknownEvent(raw, { prefix: 'sms', key, hint });
