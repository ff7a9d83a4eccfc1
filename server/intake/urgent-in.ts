/** Does a customer's message lift its case above the others, and what do they read at once? Whom it is told to inside is `server/notice`. */
import { urgencyIn, type Urgency } from '@meanwhile/core/craft/urgent-words.ts';
import { urgentReceived, type OwnLine } from '@meanwhile/core/craft/urgent-line.ts';
import type { CaseFactsRow } from '../case/case.ts';
import type { Triaged } from '../triage/triage.ts';
import type { Incoming } from './understand.ts';

/** The words written just now, without quotations and signature. */
export function freshTextOf(one: Incoming): string {
  return (one.row.parsed as { visibleText?: string | null } | null)?.visibleText ?? one.event.text;
}

/** By its own words alone; whether that changes anything is another question. */
export const urgencyOf = (one: Incoming): Urgency | null => urgencyIn(`${one.event.subject ?? ''}\n${freshTextOf(one)}`);

/** The case as it stands after this message; null where that says nothing new of it. Danger to somebody stands above an outage; machines are not in danger. */
export function liftedBy(one: Incoming, row: CaseFactsRow, triaged: Triaged): CaseFactsRow | null {
  if (triaged.automatic || row.spam_at !== null || row.urgency === 'safety') return null;
  const urgency = urgencyOf(one);
  return urgency === null || urgency === row.urgency ? null : { ...row, urgency, urgency_message_id: one.row.id };
}

/** What the customer is told before anything else; for danger the way that is quicker than we are. */
export function urgentWords({ urgency }: CaseFactsRow, locale: string, own: readonly OwnLine[]): string {
  return urgentReceived(urgency === 'safety' ? 'safety' : 'outage', locale, own);
}
