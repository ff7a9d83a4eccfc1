/**
 * What do these rules do to one case? One after another in their order, each seeing what the one before left; every run is kept with its outcome.
 * The caller's transaction is one case's alone.
 */
import { applyMacro } from '@meanwhile/core/conversation/apply-macro.ts';
import type { MemberId } from '@meanwhile/core/kernel/ids.ts';
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { failedCondition } from '@meanwhile/core/automation/meets.ts';
import { caseEvent, factsOf, lockCase, presentOne, saveTags, updateCases, withFacts, type CaseFactsRow } from '../case/case.ts';
import { addNotices } from '../notice/notice.ts';
import type { Here } from '../platform/here.ts';
import type { Ring } from '../platform/stream/bell.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { askRouting, putCaseInQueue } from '../routing/routing.ts';
import { askedOf, insertRun, runsOfCase, stillThere, type RuleRow, type RunRow } from './rule.store.ts';

/** More runs of one rule on one case within an hour are a loop through somebody else's program. */
const mostRunsAnHour = 10;

export interface Cause {
  /** Of the event, or of the commitment that comes due. A rule runs once for it. */
  readonly id: string;
  readonly caseId: string;
  /** What the customer wrote, where that started it. */
  readonly messageId: string | null;
}

type Outcome = Pick<RunRow, 'outcome' | 'why'>;

/** Gives what to ring after the commit. */
export async function actOn(here: Here, cause: Cause, rules: readonly RuleRow[]): Promise<Ring[]> {
  const { tx, workspaceId, at } = here;
  let row = await lockCase(tx, workspaceId, cause.caseId);
  // Spam is nobody's work, and a merged case goes on in another.
  if (row === undefined || row.spam_at !== null || row.merged_into_id !== null) return [];
  const asked = await askedOf(tx, workspaceId, cause);
  const ran = await runsOfCase(tx, workspaceId, { caseId: row.id, sinceAt: at - hourMs, most: 1_000 });
  const rings = new Set<Ring>();
  for (const rule of rules) {
    const own = ran.filter((run) => run.rule_id === rule.id);
    if (own.some((run) => run.cause_id === cause.id)) continue;
    const facts = { channelId: row.channel_id, topicId: row.topic_id, tagIds: row.tag_ids, assigneeId: row.assignee_id, ...asked };
    if (failedCondition(rule.conditions, facts) !== null) continue;
    let outcome: Outcome = { outcome: 'stopped', why: null };
    if (own.filter((run) => run.outcome === 'done').length < mostRunsAnHour) {
      const done = await follow(here, { row, rule, causeId: cause.id });
      row = done.row;
      outcome = done;
      for (const ring of done.rings) rings.add(ring);
    }
    await insertRun(
      tx,
      workspaceId,
      { rule_id: rule.id, cause_id: cause.id, version: rule.version, case_id: row.id, outcome: outcome.outcome, why: outcome.why },
      at,
    );
  }
  if (rings.has('routing') && !(await askRouting(tx, workspaceId, at))) rings.delete('routing');
  const [first, ...others] = [...rings];
  if (first !== undefined) here.platform.bell.ringWithin(tx, first, ...others);
  return [...rings];
}

interface Step {
  readonly row: CaseFactsRow;
  readonly rule: RuleRow;
  readonly causeId: string;
}

interface Followed extends Outcome {
  readonly row: CaseFactsRow;
  readonly rings: readonly Ring[];
}

async function follow(here: Here, { row, rule, causeId }: Step): Promise<Followed> {
  const { tx, workspaceId, at, platform } = here;
  const there = await stillThere(tx, workspaceId, rule.actions);
  const assigneeId = there.assigneeName === null ? null : rule.actions.assigneeId;
  const facts = applyMacro(factsOf(row), { assigneeId: assigneeId as MemberId | null, status: null, snoozedUntilAt: null }, at);
  if (isRefusal(facts)) return { row, rings: [], outcome: 'refused', why: facts.refused };
  const isGiven = assigneeId !== null && row.assignee_id !== assigneeId;
  const next: CaseFactsRow = {
    ...withFacts(row, facts, at),
    assignee_name: isGiven ? there.assigneeName : row.assignee_name,
    topic_id: there.topicId ?? row.topic_id,
    tag_ids: [...new Set([...row.tag_ids, ...there.tagIds])].toSorted(),
    queue_id: there.queueId ?? row.queue_id,
  };
  const isChanged = isGiven || next.topic_id !== row.topic_id || next.tag_ids.length > row.tag_ids.length || next.queue_id !== row.queue_id;
  if (isChanged) {
    await updateCases(tx, workspaceId, [next]);
    await saveTags(tx, workspaceId, next.id, next.tag_ids);
    if (next.queue_id !== row.queue_id) await putCaseInQueue(tx, workspaceId, next.id, next.queue_id);
    const wire = await presentOne(tx, workspaceId, next);
    const by = { id: rule.id, name: rule.name, version: rule.version };
    await appendEvents(here, [
      { ...caseEvent(isGiven ? 'case.assigned' : 'case.changed', next, { case: wire, rule: by }), actor: 'system' },
    ]);
  }
  const told = await addNotices(
    here,
    rule.actions.tellIds.map((memberId) => ({
      id: platform.clock.newId<'notice'>(),
      member_id: memberId,
      kind: 'rule' as const,
      case_id: row.id,
      event_id: causeId,
      subject_id: rule.id,
      actor_id: null,
    })),
  );
  if (!isChanged && told === 0) return { row, rings: [], outcome: 'unchanged', why: null };
  return { row: next, rings: isChanged ? ['events', 'routing'] : ['events'], outcome: 'done', why: null };
}
