/** Does a customer's message lift its case above the others, and what do they read at once? Whom it is told to inside is `server/notice`. */
import { urgencyIn } from '@meanwhile/core/craft/urgent-words.ts';
import { wordsFor } from '@meanwhile/core/commitment/words/words-for.ts';
import type { CaseFactsRow } from '../case/case.ts';
import type { Triaged } from '../triage/triage.ts';
import type { Incoming } from './understand.ts';

/** The words written just now, without quotations and signature. */
export function freshTextOf(one: Incoming): string {
  return (one.row.parsed as { visibleText?: string | null } | null)?.visibleText ?? one.event.text;
}

/** The case as it stands after this message; null where that says nothing new of it. Danger to somebody stands above an outage; machines are not in danger. */
export function liftedBy(one: Incoming, row: CaseFactsRow, triaged: Triaged): CaseFactsRow | null {
  if (triaged.automatic || row.spam_at !== null || row.urgency === 'safety') return null;
  const urgency = urgencyIn(`${one.event.subject ?? ''}\n${freshTextOf(one)}`);
  return urgency === null || urgency === row.urgency ? null : { ...row, urgency, urgency_message_id: one.row.id };
}

/** What the customer is told before anything else; for danger the way that is quicker than we are. */
export function urgentWords(row: CaseFactsRow, locale: string): string {
  return wordsFor(locale)[row.urgency === 'safety' ? 'urgent.danger' : 'urgent.outage'];
}
