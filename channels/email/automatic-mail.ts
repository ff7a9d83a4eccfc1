/**
 * Did a person write this mail to us? The loop rules of RFC 3834 and of practice: a mail that meets one of them is never answered
 * automatically, starts no clock and reopens nothing. How often one address may be answered is counted by the server, not here.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { readMessageId } from './thread-token.ts';
import type { AutomationMarks } from '../contract/normalised-event.ts';
import type { ReadMail } from './read-mail.ts';

export interface MailArrival {
  /** SMTP MAIL FROM; empty for the null sender, null when the envelope is not known. */
  readonly mailFrom: string | null;
  /** Addresses of this channel in canonical form, forwarding aliases included; empty when not known: then that rule is skipped. */
  readonly ownAddresses: readonly string[];
  /** The domain of our reply addresses and Message-IDs. */
  readonly replyDomain: string;
}

/** Our own loop header, set on everything we send. */
export const loopHeader = 'X-Loop';

const robotLocal =
  /^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|no-?_?\.?reply.*|do-?_?\.?not-?_?\.?reply.*|bounces?(?=$|[+=-].*[\d=])|.*[-+._]bounces?|owner-.*|.*-request|listserv|majordomo|.*[-+._]noreply)(?:[+=-].*)?$/;
const maxHops = limits.mailHops;

type Kind = 'autoSubmitted' | 'bulk' | 'bot' | 'report';
interface Rule {
  readonly reason: string;
  readonly kind: Kind;
  readonly holds: (mail: ReadMail, arrival: MailArrival) => boolean;
}

function header(mail: ReadMail, name: string): string | null {
  return mail.headers.find((entry) => entry.name === name)?.value.trim() ?? null;
}

function isRobot(address: string | null | undefined): boolean {
  if (address === null || address === undefined) return false;
  const at = address.lastIndexOf('@');
  return robotLocal.test((at < 0 ? address : address.slice(0, at)).toLowerCase().slice(0, 64));
}

function isNullPath(value: string | null): boolean {
  return value !== null && /^(?:<\s*>)?$/.test(value.trim());
}

/** No person's address stands behind it. */
function fromMachine(mail: ReadMail, arrival: MailArrival): boolean {
  return mail.from === null || isRobot(mail.from.address) || isNullPath(arrival.mailFrom) || isNullPath(header(mail, 'return-path'));
}

const reportSubject =
  /^(?:undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|report)|mail delivery (?:failed|failure|system)|returned mail|failure notice|mail system error|message delivery|non[- ]?delivery|warning: could not send|mail could not be delivered|nondeliverable)/i;

/** In order of how much they tell; the first that holds gives the reason. */
const rules: readonly Rule[] = [
  {
    reason: 'ownMessage',
    kind: 'bot',
    holds: (mail, arrival) => mail.messageId !== null && readMessageId(mail.messageId, arrival.replyDomain) !== null,
  },
  {
    reason: 'complaint',
    kind: 'report',
    holds: (mail, arrival) =>
      mail.contentType.params['report-type'] === 'feedback-report' ||
      (mail.parts.includes('message/feedback-report') && (mail.contentType.value === 'multipart/report' || fromMachine(mail, arrival))),
  },
  {
    // Hotmail's old complaint: an empty mail around the mail complained about.
    reason: 'complaintForward',
    kind: 'report',
    holds: (mail) =>
      /^complaint about message from \d{1,3}(?:\.\d{1,3}){3}$/i.test(mail.subject ?? '') &&
      mail.parts.includes('message/rfc822') &&
      (mail.text ?? '').trim() === '',
  },
  {
    reason: 'deliveryReport',
    kind: 'report',
    // A person who forwards a bounce may carry its parts along.
    holds: (mail, arrival) =>
      mail.contentType.value === 'multipart/report' || (mail.parts.includes('message/delivery-status') && fromMachine(mail, arrival)),
  },
  { reason: 'failedRecipients', kind: 'report', holds: (mail) => header(mail, 'x-failed-recipients') !== null },
  {
    reason: 'autoSubmitted',
    kind: 'autoSubmitted',
    holds: (mail) => mail.headers.some((entry) => entry.name === 'auto-submitted' && !/^no\b/i.test(entry.value.trim())),
  },
  { reason: 'nullSender', kind: 'autoSubmitted', holds: (_mail, arrival) => arrival.mailFrom !== null && isNullPath(arrival.mailFrom) },
  { reason: 'nullReturnPath', kind: 'autoSubmitted', holds: (mail) => isNullPath(header(mail, 'return-path')) },
  {
    reason: 'autoResponder',
    kind: 'autoSubmitted',
    holds: (mail) =>
      ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-autoreply-from', 'x-mail-autoreply', 'x-vacation'].some(
        (name) => header(mail, name) !== null,
      ),
  },
  {
    reason: 'mailerDaemon',
    kind: 'report',
    holds: (mail) => /^(?:mailer-daemon|mail-daemon|mdaemon|postmaster)(?:@|$)/i.test(mail.from?.address ?? mail.unreadableFromLocal ?? ''),
  },
  {
    reason: 'robotSender',
    kind: 'bot',
    holds: (mail, arrival) =>
      isRobot(mail.from?.address) || isRobot(mail.sender?.address) || isRobot(arrival.mailFrom) || isRobot(mail.unreadableFromLocal),
  },
  {
    reason: 'reportSubject',
    kind: 'report',
    holds: (mail, arrival) => reportSubject.test(mail.subject ?? '') && fromMachine(mail, arrival),
  },
  {
    reason: 'suppressed',
    kind: 'autoSubmitted',
    holds: (mail) => /\b(?:all|oof|autoreply|dr|rn|nrn)\b/i.test(header(mail, 'x-auto-response-suppress') ?? ''),
  },
  { reason: 'loopHeader', kind: 'bot', holds: (mail) => header(mail, loopHeader.toLowerCase()) !== null },
  { reason: 'precedence', kind: 'bulk', holds: (mail) => /^(?:bulk|junk|list|auto_reply)\b/i.test(header(mail, 'precedence') ?? '') },
  { reason: 'mailingList', kind: 'bulk', holds: (mail) => mail.headers.some((entry) => entry.name.startsWith('list-')) },
  { reason: 'feedbackId', kind: 'bulk', holds: (mail) => header(mail, 'feedback-id') !== null },
  { reason: 'tooManyHops', kind: 'bot', holds: (mail) => mail.headers.filter((entry) => entry.name === 'received').length > maxHops },
  {
    reason: 'notAddressedToUs',
    kind: 'bulk',
    holds: (mail, arrival) =>
      arrival.ownAddresses.length > 0 && ![...mail.to, ...mail.cc].some((mailbox) => isOurs(mailbox.address, arrival)),
  },
];

/** One of the channel's addresses, with or without a plus part, or any address at our reply domain. */
function isOurs(address: string, arrival: MailArrival): boolean {
  if (address.endsWith(`@${arrival.replyDomain}`)) return true;
  const at = address.lastIndexOf('@');
  const plain = address.slice(0, at).replace(/\+.*$/, '') + address.slice(at);
  return arrival.ownAddresses.includes(address) || arrival.ownAddresses.includes(plain);
}

/** Every kind that some rule finds, and the first rule's name; all false and null for a person's mail. */
export function automationMarksOf(mail: ReadMail, arrival: MailArrival): AutomationMarks {
  const held = rules.filter((rule) => rule.holds(mail, arrival));
  const has = (kind: Kind) => held.some((rule) => rule.kind === kind);
  return {
    autoSubmitted: has('autoSubmitted'),
    bulk: has('bulk'),
    bot: has('bot'),
    report: has('report'),
    reason: held[0]?.reason ?? null,
  };
}
