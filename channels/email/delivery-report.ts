/**
 * Is this mail a report about a mail of ours, and what does it say? Joins what the standard parts, the headers and the servers' own
 * texts tell. It only reads: anybody can write such a mail, so which message is meant and what follows is decided by the server.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { canonicalAddress, oneLine } from './address.ts';
import { recipientGroups } from './delivery-status.ts';
import { readComplaint } from './feedback-report.ts';
import { htmlToPlain } from './html-to-plain.ts';
import { messageIdsIn } from './message-ids.ts';
import { judgeFailure } from './report-reason.ts';
import { announcedKind, reportTextOf, wordedFailures } from './report-text.ts';
import type { DeliveryReport, DeliveryReportKind, ReportedRecipient } from '../contract/delivery-report.ts';
import type { StatusGroup } from './delivery-status.ts';
import type { ReadMail } from './read-mail.ts';
import type { ReportText } from './report-text.ts';

const originalParts = ['message/rfc822', 'message/rfc822-headers', 'text/rfc822-headers', 'text/rfc822-header', 'text/rfc822'];

/** Text of the parts with one of these media types, bounded. */
function partTexts(mail: ReadMail, mimes: readonly string[]): readonly string[] {
  return mail.attachments
    .filter((file) => mimes.includes(file.mime))
    .map((file) => (file.content.kind === 'bytes' ? Buffer.from(file.content.bytes.subarray(0, 262_144)).toString('utf8') : ''));
}

function recipientOf(group: StatusGroup, kind: DeliveryReportKind): ReportedRecipient {
  const judged = judgeFailure(group.status, group.diagnostic);
  return {
    address: group.recipient === null ? null : canonicalAddress(group.recipient.replace(/^<|>$/g, '')),
    ...judged,
    permanence: kind === 'delayed' ? 'temporary' : judged.permanence,
    diagnostic: group.diagnostic,
  };
}

function kindOf(groups: readonly StatusGroup[]): DeliveryReportKind {
  if (groups.some((group) => group.action === 'failed')) return 'failed';
  if (groups.some((group) => group.action === 'delayed')) return 'delayed';
  const delivered = groups.some(
    (group) => group.action === 'delivered' || (group.action === null && group.status?.startsWith('2') === true),
  );
  return delivered ? 'delivered' : 'failed';
}

/** The groups that decide the kind: a report that failed for one and was delivered to another speaks of the failed one. */
function deciding(groups: readonly StatusGroup[], kind: DeliveryReportKind): readonly StatusGroup[] {
  const same = groups.filter((group) => group.action === null || group.action === kind);
  return same.length > 0 ? same : groups;
}

function messageIdIn(original: string): string | null {
  const field = /^message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,996}>)/im.exec(original.slice(0, 262_144));
  return field?.[1] ?? null;
}

/** What a delivery report says; null for anything else. */
interface Said {
  readonly kind: DeliveryReportKind;
  readonly recipients: readonly ReportedRecipient[];
}

function complained(mail: ReadMail, original: string): Said | null {
  const [part] = partTexts(mail, ['message/feedback-report']);
  const isForward = part === undefined && /^complaint about message from/i.test(mail.subject ?? '') && original !== '';
  const complaint = isForward ? readComplaint('Feedback-Type: abuse', original) : part === undefined ? null : readComplaint(part, original);
  if (complaint === null) return null;
  const said = { status: null, permanence: 'unknown', reason: 'other', diagnostic: complaint.type } as const;
  return { kind: 'complaint', recipients: complaint.recipients.map((address) => ({ address, ...said })) };
}

function standard(groups: readonly StatusGroup[]): Said | null {
  if (groups.length === 0) return null;
  const kind = kindOf(groups);
  return { kind, recipients: deciding(groups, kind).map((group) => recipientOf(group, kind)) };
}

function worded(mail: ReadMail, text: ReportText, original: string, recipients: readonly string[]): Said | null {
  const kind = announcedKind(text.head, mail.subject ?? '');
  if (kind === null) return null;
  const known = mail.headers
    .filter((header) => header.name === 'x-failed-recipients')
    .flatMap((header) => header.value.split(','))
    .map((one) => canonicalAddress(one.trim()))
    .filter((one) => one !== null);
  const own = new Set([...recipients, ...mail.to.map((one) => one.address), ...(mail.from === null ? [] : [mail.from.address])]);
  const failures = wordedFailures({ head: text.head, original: text.original || original }, known, own);
  return {
    kind,
    recipients: failures.map(({ address, words }) => {
      const judged = judgeFailure(null, words);
      const diagnostic = oneLine(words, limits.reportDiagnosticChars);
      return { address, ...judged, permanence: kind === 'delayed' ? 'temporary' : judged.permanence, diagnostic };
    }),
  };
}

/**
 * The report in a read mail, or null. `recipients` are the envelope's. `isReport` says whether the mail's headers are those of a report
 * (`automatic-mail.ts`): a person's words about a bounce, or a bounce a person forwards, are none.
 */
export function readDeliveryReport(mail: ReadMail, recipients: readonly string[], isReport: boolean): DeliveryReport | null {
  if (!isReport) return null;
  const plain = mail.text?.trim() ? mail.text : mail.html === null ? '' : htmlToPlain(mail.html);
  const text = reportTextOf(plain);
  const original = partTexts(mail, originalParts)[0] ?? text.original;
  const inParts = partTexts(mail, ['message/delivery-status', 'message/global-delivery-status']).flatMap(recipientGroups);
  const inText = recipientGroups(plain).filter((group) => group.recipient !== null && group.status !== null);
  const groups = (inParts.length > 0 ? inParts : inText).slice(0, limits.reportRecipientCount);
  const said = complained(mail, original) ?? standard(groups) ?? worded(mail, text, original, recipients);
  if (said === null) return null;
  return {
    ...said,
    aboutMessageId: messageIdIn(original) ?? messageIdsIn(mail.inReplyTo.join(' '))[0] ?? null,
    deliveredTo: recipients.map((address) => canonicalAddress(address)).filter((address) => address !== null),
  };
}
