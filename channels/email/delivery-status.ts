/**
 * What does the machine-readable part of a delivery report say (RFC 3464 §2)? Groups of fields, one per mail and then one per recipient.
 * It reads fields only; what a status means is `report-reason.ts`, reports without this part are `report-text.ts`.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from './address.ts';

export type ReportAction = 'failed' | 'delayed' | 'delivered';

export interface StatusGroup {
  /** As written, without its address type (`rfc822;`); null when the group names nobody. */
  readonly recipient: string | null;
  readonly action: ReportAction | null;
  /** `x.y.z` or null. */
  readonly status: string | null;
  readonly diagnostic: string;
}

const maxPartChars = limits.reportPartChars;
const maxLines = limits.reportLineCount;

/** Header-like fields in groups parted by empty lines; names in lower case, folded lines joined, the first of a name counts. */
export function fieldGroups(text: string): readonly ReadonlyMap<string, string>[] {
  const groups: Map<string, string>[] = [];
  let group = new Map<string, string>();
  let last: string | null = null;
  const close = () => {
    if (group.size > 0) groups.push(group);
    group = new Map();
    last = null;
  };
  for (const line of text.slice(0, maxPartChars).split(/\r?\n/, maxLines)) {
    if (line.trim() === '') close();
    else if (/^[ \t]/.test(line)) {
      const before: string | undefined = last === null ? undefined : group.get(last);
      if (last !== null && before !== undefined && before.length < 4_000) group.set(last, `${before} ${line.trim()}`);
    } else {
      const colon = line.indexOf(':');
      last = colon > 0 && colon < 60 ? line.slice(0, colon).trim().toLowerCase() : null;
      if (last !== null && group.has(last)) last = null;
      else if (last !== null) group.set(last, line.slice(colon + 1).trim());
    }
  }
  close();
  return groups;
}

const actions: Readonly<Record<string, ReportAction>> = {
  failed: 'failed',
  failure: 'failed',
  delayed: 'delayed',
  delivered: 'delivered',
  relayed: 'delivered',
  expanded: 'delivered',
};

const withoutType = (value: string) => value.replace(/^[\w-]{1,30}\s?;\s*/, '').trim();

/** An enhanced status code in a text (RFC 3463): `5.1.1`, not a part of an IP address or a version. */
export function statusIn(text: string): string | null {
  const found = /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![.\d])/.exec(text);
  return found?.[1] ?? null;
}

/** The first code of a failure in a text: in a transcript codes of success stand before it. */
export function failureStatusIn(text: string): string | null {
  const found = /(?:^|[^\d.])([45]\.\d{1,3}\.\d{1,3})(?![.\d])/.exec(text);
  return found?.[1] ?? null;
}

/** The groups that speak of a recipient, at most `limits.reportRecipientCount`. */
export function recipientGroups(part: string): readonly StatusGroup[] {
  return fieldGroups(part)
    .filter((group) => ['final-recipient', 'original-recipient', 'action', 'status', 'diagnostic-code'].some((name) => group.has(name)))
    .slice(0, limits.reportRecipientCount)
    .map((group) => {
      const recipient = withoutType(group.get('original-recipient') ?? '') || withoutType(group.get('final-recipient') ?? '');
      const action = /^[a-z]+/i.exec(group.get('action') ?? '')?.[0].toLowerCase();
      return {
        recipient: recipient === '' ? null : recipient,
        action: action === undefined ? null : (actions[action] ?? null),
        status: statusIn(group.get('status') ?? ''),
        diagnostic: oneLine(withoutType(group.get('diagnostic-code') ?? ''), limits.reportDiagnosticChars),
      };
    });
}
