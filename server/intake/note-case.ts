/** Which case does the message belong to, and what does it do to it? Decided by `core`: continue, wake, reopen, or open a new one. */
import { hintedCase, type HintedCase } from '@meanwhile/core/conversation/subject-hint.ts';
import { open } from '@meanwhile/core/conversation/open.ts';
import { receive } from '@meanwhile/core/conversation/receive.ts';
import type { ConversationId } from '@meanwhile/core/kernel/ids.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { queueOf } from '@meanwhile/core/routing/queue-of.ts';
import { factsOf, withFacts, type CaseFactsRow } from '../case/case.ts';
import type { Triaged } from '../triage/triage.ts';
import type { Arrival, NoteFacts } from './note.ts';
import type { Placed } from './place.ts';
import { elsewhere } from './put-elsewhere.ts';

export interface CaseMade {
  readonly row: CaseFactsRow;
  readonly opened: boolean;
  readonly reopened: boolean;
  readonly woken: boolean;
  readonly ballBefore: 'us' | 'customer' | 'other';
  /** Is this the first unanswered message of the turn? */
  readonly startsTurn: boolean;
  /** When the time told that still runs falls due. */
  readonly toldDueAt: number | null;
  /** Why this case, where that is not what placing said. */
  readonly reason: 'subject' | 'put_elsewhere' | null;
}

export function caseFor(arrival: Arrival, triaged: Triaged, facts: NoteFacts): CaseMade {
  const { one, where } = arrival;
  const toldDueAt = facts.running.get(where.conversation.id)?.dueAt ?? null;
  const { row: existing, reason } = findCase(arrival, facts);
  if (existing === null) return openCase(arrival, triaged, facts, { follows: null, toldDueAt });
  const verdict = receive(factsOf(existing), {
    receivedAt: one.row.received_at,
    automatic: triaged.automatic,
    thanksOnly: triaged.thanksOnly,
  });
  if (isRefusal(verdict)) throw new Error(`case ${existing.id} refused a message: ${verdict.refused}`);
  if ('openNew' in verdict) return openCase(arrival, triaged, facts, { follows: verdict.follows, toldDueAt });
  return {
    row: withFacts(existing, verdict.next, facts.at),
    opened: false,
    reopened: verdict.reopened,
    woken: verdict.woken,
    ballBefore: existing.ball,
    startsTurn: existing.unanswered_since === null,
    toldDueAt,
    reason,
  };
}

interface Found {
  /** Null: a new matter. */
  readonly row: CaseFactsRow | null;
  readonly reason: CaseMade['reason'];
}

/** The case the evidence names, in its survivor; else the open one, else the last. A mail without evidence may still name one by its subject. */
function findCase(arrival: Arrival, facts: NoteFacts): Found {
  const { where } = arrival;
  if (!where.continues) {
    const hinted = survivor(caseBySubject(arrival, facts), facts);
    return hinted === undefined ? { row: null, reason: null } : putRight(arrival, { row: hinted, reason: 'subject' }, facts);
  }
  // A reply address names the conversation alone; which of its matters, the subject may still say.
  const named = survivor(where.caseId ?? caseBySubject(arrival, facts), facts);
  if (named !== undefined) return putRight(arrival, { row: named, reason: null }, facts);
  return { row: latest(where, facts), reason: null };
}

/** Unless a person has said of such a mail that it belongs elsewhere. */
function putRight({ one, where }: Arrival, found: Found & { readonly row: CaseFactsRow }, facts: NoteFacts): Found {
  const nearestId = found.reason === 'subject' ? null : (one.event.evidence.messageIdsInOrder[0] ?? null);
  // An answer to our own reply address that names no mail: nothing a person said was about such.
  if (nearestId === null && found.reason !== 'subject') return found;
  const pointing = { identityId: where.identity.id, caseId: found.row.id, nearestId, subject: one.event.subject };
  const there = survivor(elsewhere(facts.elsewhere, pointing), facts);
  return there === undefined || there.id === found.row.id ? found : { row: there, reason: 'put_elsewhere' };
}

function caseBySubject({ one, where }: Arrival, facts: NoteFacts): string | null {
  if (where.created.conversation || !one.time.isMail) return null;
  const own: HintedCase[] = [...facts.cases.values()]
    .filter((row) => row.conversation_id === where.conversation.id && row.merged_into_id === null)
    .map((row) => ({ id: row.id, number: row.number, subject: row.subject, state: row.state, lastMessageAt: row.last_message_at }));
  return hintedCase(one.event.subject, own, one.row.received_at);
}

/** The customer's language as far as it is known; null = nobody knows. */
export function localeOf({ one, where }: Arrival): string | null {
  const said = one.row.envelope['locale'];
  return where.conversation.customer_locale ?? (typeof said === 'string' ? said : null);
}

function survivor(id: string | null, facts: NoteFacts): CaseFactsRow | undefined {
  let row = id === null ? undefined : facts.cases.get(id);
  for (let hop = 0; row?.merged_into_id != null && hop < 5; hop += 1) row = facts.cases.get(row.merged_into_id);
  return row;
}

function latest(where: Placed, facts: NoteFacts): CaseFactsRow | null {
  let best: CaseFactsRow | null = null;
  for (const candidate of facts.cases.values()) {
    if (candidate.conversation_id !== where.conversation.id || candidate.merged_into_id !== null) continue;
    if (best === null || rank(candidate) > rank(best)) best = candidate;
  }
  return best;
}

function rank(row: CaseFactsRow): number {
  return (row.state === 'open' ? 1e15 : 0) + row.last_message_at;
}

function openCase(
  { one, where }: Arrival,
  triaged: Triaged,
  facts: NoteFacts,
  { follows, toldDueAt }: { follows: string | null; toldDueAt: number | null },
): CaseMade {
  const number = facts.nextCaseNumber();
  if (number < 0) throw new Error('no case number was taken for this batch');
  const by = triaged.automatic || triaged.thanksOnly ? 'nobody' : 'customer';
  const { next } = open(
    { id: facts.platform.clock.newId<'case'>(), conversationId: where.conversation.id as ConversationId, by },
    one.row.received_at,
  );
  const blank: CaseFactsRow = {
    id: next.id,
    number,
    conversation_id: where.conversation.id,
    channel_id: one.row.channel_id,
    channel_type: one.time.channelType,
    subject: one.event.subject,
    topic_id: null,
    tag_ids: [],
    state: next.state,
    ball: next.ball,
    assignee_id: null,
    assignee_name: null,
    snoozed_until: null,
    opened_at: next.openedAt,
    opened_by: 'customer',
    resolved_at: null,
    unanswered_since: next.unansweredSinceAt,
    unanswered_text: null,
    last_message_at: one.row.received_at,
    last_text: null,
    due_at: null,
    told_at: null,
    spam_at: null,
    merged_into_id: null,
    follows_id: follows,
    first_answered_at: null,
    urgency: null,
    urgency_message_id: null,
    priority: 'normal',
    queue_id: queueOf(facts.queues, { channelId: one.row.channel_id, topicId: null, locale: localeOf({ one, where }) }),
  };
  return { row: blank, opened: true, reopened: false, woken: false, ballBefore: 'customer', startsTurn: true, toldDueAt, reason: null };
}
