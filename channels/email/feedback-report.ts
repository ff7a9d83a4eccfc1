/**
 * What does a complaint say (RFC 5965)? Its fields and whom it concerns. A report about failed authentication is one of this kind without
 * a complaining recipient; `not-spam` is the opposite of a complaint and counts as none.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { canonicalAddress, oneLine, readMailboxes } from './address.ts';
import { fieldGroups } from './delivery-status.ts';

export interface Complaint {
  readonly type: string;
  /** Canonical addresses of whoever complained; empty when the report hides them or nobody complained. */
  readonly recipients: readonly string[];
}

/** An address is never longer; what goes over many `>` in a longer field would take minutes. */
const fieldChars = 400;

function fromField(field: string | undefined): string | null {
  if (field === undefined) return null;
  const value = field.slice(0, fieldChars);
  return readMailboxes(value).mailboxes[0]?.address ?? canonicalAddress(value.replace(/^.*<|>.*$/g, ''));
}

/** The complaint in a `message/feedback-report` part, with the header of the mail it is about; null for `not-spam` and unreadable parts. */
export function readComplaint(part: string, original: string): Complaint | null {
  const fields = new Map(fieldGroups(part).flatMap((group) => [...group]));
  const type = oneLine(fields.get('feedback-type') ?? '', 40).toLowerCase();
  if (type === '' || type === 'not-spam') return null;
  if (type === 'auth-failure') return { type, recipients: [] };
  const stated = fromField(fields.get('original-rcpt-to')) ?? fromField(fields.get('removal-recipient'));
  const to = stated ?? fromField(/^to[ \t]*:[ \t]*([^\n]{1,400})/im.exec(original.slice(0, 65_536))?.[1]?.trim());
  return { type, recipients: to === null ? [] : [to].slice(0, limits.reportRecipientCount) };
}
