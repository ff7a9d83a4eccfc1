/**
 * Is this mail a report about a mail of ours, and what does it say? Joins what the standard parts, the headers and the servers' own
 * texts tell. It only reads: which message is meant and what follows is decided by the server.
 */
import { limits } from '../contract/limits.ts';
import { canonicalAddress } from './address.ts';
import { recipientGroups } from './delivery-status.ts';
import { judgeFailure } from './report-reason.ts';
import { messageIdsIn } from './message-ids.ts';
import type { DeliveryReport, DeliveryReportKind, ReportedRecipient } from '../contract/delivery-report.ts';
import type { StatusGroup } from './delivery-status.ts';
import type { ReadMail } from './read-mail.ts';

/** Text of the parts with one of these media types, bounded. */
function partTexts(mail: ReadMail, ...mimes: readonly string[]): readonly string[] {
  return mail.attachments
    .filter((file) => mimes.includes(file.mime))
    .map((file) => (file.content.kind === 'bytes' ? Buffer.from(file.content.bytes.subarray(0, 262_144)).toString('utf8') : ''));
}

function recipientOf(group: StatusGroup): ReportedRecipient {
  return {
    address: group.recipient === null ? null : canonicalAddress(group.recipient.replace(/^<|>$/g, '')),
    ...judgeFailure(group.status, group.diagnostic),
    diagnostic: group.diagnostic,
  };
}

function kindOf(groups: readonly StatusGroup[]): DeliveryReportKind {
  if (groups.some((group) => group.action === 'failed')) return 'failed';
  if (groups.some((group) => group.action === 'delayed')) return 'delayed';
  return groups.some((group) => group.action === 'delivered') ? 'delivered' : 'failed';
}

function aboutIn(mail: ReadMail): string | null {
  for (const original of partTexts(mail, 'message/rfc822', 'message/rfc822-headers', 'text/rfc822-headers', 'text/rfc822')) {
    const field = /^message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,996}>)/im.exec(original);
    if (field?.[1] !== undefined) return field[1];
  }
  return messageIdsIn(mail.inReplyTo.join(' '))[0] ?? null;
}

/** The report in a read mail, or null. `recipients` are the envelope's. */
export function readDeliveryReport(mail: ReadMail, recipients: readonly string[]): DeliveryReport | null {
  const groups = partTexts(mail, 'message/delivery-status').flatMap(recipientGroups).slice(0, limits.reportRecipientCount);
  if (groups.length === 0) return null;
  const kind = kindOf(groups);
  return {
    kind,
    recipients: groups.map(recipientOf),
    aboutMessageId: aboutIn(mail),
    deliveredTo: recipients.map((address) => canonicalAddress(address)).filter((address) => address !== null),
  };
}
