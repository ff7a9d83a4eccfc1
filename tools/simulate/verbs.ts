/** What else do people and the clock do to a case? Assign, sort, note, snooze, wake, wait, resolve, and what happens when a time told runs out. */
import { judge } from '@meanwhile/core/commitment/ending.ts';
import type { Verdict } from '@meanwhile/core/conversation/case-facts.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import { factsOf, withFacts, type CaseFactsRow } from '@meanwhile/server/case/case.ts';
import { iso } from '@meanwhile/server/platform/db/instant.ts';
import type { EventType } from '@meanwhile/wire/stream.ts';
import type { Book, Colleague, RunningTold } from './book.ts';

/** As `saveVerb` in `server/reply/case.routes.ts`: nothing happens where the rule says no. `by`: null for the system. */
export function doVerb(
  book: Book,
  caseId: string,
  verb: { at: Instant; by: Colleague | null; event: EventType; decide: (facts: ReturnType<typeof factsOf>) => Verdict },
): boolean {
  const { at, by, event } = verb;
  book.world.setNow(at);
  const before = book.caseOf(caseId);
  const verdict = verb.decide(factsOf(before));
  if (isRefusal(verdict)) return false;
  const changed = withFacts(before, verdict.next, at);
  const named: CaseFactsRow =
    changed.assignee_id !== null && changed.assignee_name === null ? { ...changed, assignee_name: by?.name ?? null } : changed;
  const next = named.unanswered_since === null ? { ...named, unanswered_text: null, due_at: null } : named;
  save(book, next, { at, by, event });
  return true;
}

/** Topic and tags, together as the desk saves them. */
export function sortCase(
  book: Book,
  caseId: string,
  to: { at: Instant; by: Colleague; topicId: string | null; tagId: string | null },
): void {
  const row = book.caseOf(caseId);
  const tagIds = to.tagId === null || row.tag_ids.includes(to.tagId) ? row.tag_ids : [...row.tag_ids, to.tagId].toSorted();
  const topicId = to.topicId ?? row.topic_id;
  if (topicId === row.topic_id && tagIds === row.tag_ids) return;
  if (tagIds !== row.tag_ids) book.slice.tags.push({ case_id: caseId, tag_id: to.tagId! });
  save(book, { ...row, topic_id: topicId, tag_ids: tagIds }, { at: to.at, by: to.by, event: 'case.changed' });
}

export function addNote(book: Book, caseId: string, { at, by, text }: { at: Instant; by: Colleague; text: string }): void {
  book.world.setNow(at);
  const row = book.caseOf(caseId);
  const id = book.newId();
  const { batch, notes } = book.slice;
  notes.push({ id, conversation_id: row.conversation_id, case_id: caseId, author_id: by.id, text, created_at: iso(at) });
  batch.search.push({ id, kind: 'note', case_id: caseId, conversation_id: row.conversation_id, at: iso(at), text });
  const wire = { id, conversationId: row.conversation_id, caseId, author: by, text, createdAt: iso(at) };
  book.emit(at, {
    type: 'note.added',
    audience: 'desk',
    actor: `member:${by.id}`,
    conversationId: row.conversation_id,
    caseId,
    channelId: row.channel_id,
    subjectId: id,
    payload: { note: wire },
  });
}

/** As `server/commitment/due.ts`: broken at exactly its instant, if it still runs. */
export function runOut(book: Book, told: RunningTold, at: Instant): void {
  const row = book.caseOf(told.caseId);
  const running = book.running.get(row.conversation_id) ?? [];
  if (!running.some((one) => one.id === told.id)) return;
  const verdict = judge({ dueAt: told.dueAt }, { firstAnswerAt: null, release: null }, at);
  if (verdict.ending !== 'broken') return;
  book.running.set(
    row.conversation_id,
    running.filter((one) => one.id !== told.id),
  );
  book.endTold({ id: told.id, ending: 'broken', endedAt: verdict.endedAt, byMessageId: null });
  book.emit(at, {
    type: 'commitment.broken',
    audience: 'desk',
    actor: 'system',
    conversationId: row.conversation_id,
    caseId: told.caseId,
    channelId: row.channel_id,
    subjectId: told.id,
    payload: { commitmentId: told.id, ending: 'broken', endedAt: iso(verdict.endedAt) },
  });
}

function save(book: Book, row: CaseFactsRow, { at, by, event }: { at: Instant; by: Colleague | null; event: EventType }): void {
  book.setCase(row);
  book.emit(at, {
    type: event,
    audience: 'desk',
    actor: by === null ? 'system' : `member:${by.id}`,
    conversationId: row.conversation_id,
    caseId: row.id,
    channelId: row.channel_id,
    subjectId: row.id,
    payload: { case: book.wireCase(row) },
  });
}
