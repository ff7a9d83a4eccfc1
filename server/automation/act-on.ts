/**
 * What do these rules do to one case? One after another in their order, each seeing what the one before left; every run is kept with its outcome.
 * The caller's transaction is one case's alone.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { applyMacro } from '@meanwhile/core/conversation/apply-macro.ts';
import type { MemberId } from '@meanwhile/core/kernel/ids.ts';
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { failedCondition, readable } from '@meanwhile/core/automation/meets.ts';
import {
  caseEvent,
  casesById,
  factsOf,
  lockCaseThatGoesOn,
  presentOne,
  saveTags,
  updateCases,
  withFacts,
  type CaseFactsRow,
} from '../case/case.ts';
import { dueOf } from '../commitment/commitment.ts';
import { linkByRule, openIncidentId } from '../incident/incident.ts';
import { addNotices } from '../notice/notice.ts';
import type { Here } from '../platform/here.ts';
import type { Ring } from '../platform/stream/bell.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { askRouting, placeOpenCases, putCaseInQueue } from '../routing/routing.ts';
import { callWebhook } from './call-webhook.ts';
import { askedOf, caseOfTime, didSince, insertRun, ranFor, stillThere, type RuleRow, type RunRow } from './rule.store.ts';

/** More runs of one rule on one case within an hour are a loop through somebody else's program. */
const mostRunsAnHour = stepLimits.ruleRunsPerCaseAndHour;

export interface Cause {
  /** Of the event, or of the commitment that comes due. A rule runs once for it. */
  readonly id: string;
  /** Null: where the message lies now for which the time was told. */
  readonly caseId: string | null;
  readonly commitmentId: string | null;
  /** What the customer wrote, where that started it. */
  readonly messageId: string | null;
}

type Outcome = Pick<RunRow, 'outcome' | 'why'>;

/** Gives what to ring after the commit. */
export async function actOn(here: Here, cause: Cause, rules: readonly RuleRow[]): Promise<Ring[]> {
  const { tx, workspaceId, at } = here;
  let row = await caseNow(here, cause);
  // Spam is nobody's work.
  if (row === undefined || row.spam_at !== null || row.merged_into_id !== null) return [];
  const ids = rules.map((rule) => rule.id);
  const ran = await ranFor(tx, workspaceId, cause.id, ids);
  const didLately = await didSince(tx, workspaceId, row.id, at - hourMs);
  const { locale, text } = await askedOf(tx, workspaceId, { caseId: row.id, messageId: cause.messageId });
  const said = readable(text ?? '');
  const rings = new Set<Ring>();
  for (const rule of rules) {
    if (ran.has(rule.id)) continue;
    const facts = { channelId: row.channel_id, topicId: row.topic_id, tagIds: row.tag_ids, assigneeId: row.assignee_id, locale, said };
    if (failedCondition(rule.conditions, facts) !== null) continue;
    let outcome: Outcome = { outcome: 'stopped', why: null };
    if ((didLately.get(rule.id) ?? 0) < mostRunsAnHour) {
      const done = await follow(here, { row, rule });
      row = done.row;
      outcome = done;
      for (const ring of done.rings) rings.add(ring);
    }
    const run = { rule_id: rule.id, cause_id: cause.id, version: rule.version, case_id: row.id };
    await insertRun(tx, workspaceId, { ...run, outcome: outcome.outcome, why: outcome.why }, at);
  }
  if (rings.has('routing') && !(await askRouting(tx, workspaceId, at))) rings.delete('routing');
  const [first, ...others] = [...rings];
  if (first !== undefined) here.platform.bell.ringWithin(tx, first, ...others);
  return [...rings];
}

/** The case itself, or the one it was merged into, under the lock. */
async function caseNow({ tx, workspaceId }: Here, { caseId, commitmentId }: Cause): Promise<CaseFactsRow | undefined> {
  const id = commitmentId === null ? caseId : await caseOfTime(tx, workspaceId, commitmentId);
  return id === null ? undefined : lockCaseThatGoesOn(tx, workspaceId, id);
}

interface Step {
  readonly row: CaseFactsRow;
  readonly rule: RuleRow;
}

interface Followed extends Outcome {
  readonly row: CaseFactsRow;
  readonly rings: readonly Ring[];
}

async function follow(here: Here, { row, rule }: Step): Promise<Followed> {
  const { tx, workspaceId, at, platform } = here;
  const there = await stillThere(tx, workspaceId, rule.actions);
  // A case that is done is given to nobody; the rest is done.
  const assigneeId = there.assigneeName === null || row.state !== 'open' ? null : rule.actions.assigneeId;
  const facts = applyMacro(factsOf(row), { assigneeId: assigneeId as MemberId | null, status: null, snoozedUntilAt: null }, at);
  if (isRefusal(facts)) return { row, rings: [], outcome: 'refused', why: facts.refused };
  const isGiven = assigneeId !== null && row.assignee_id !== assigneeId;
  const next: CaseFactsRow = {
    ...withFacts(row, facts, at),
    assignee_name: isGiven ? there.assigneeName : row.assignee_name,
    topic_id: there.topicId ?? row.topic_id,
    tag_ids: [...new Set([...row.tag_ids, ...there.tagIds])].toSorted(),
    queue_id: there.queueId ?? row.queue_id,
    priority: rule.actions.priority ?? row.priority,
  };
  const isOther = next.topic_id !== row.topic_id || next.queue_id !== row.queue_id || next.priority !== row.priority;
  const isChanged = isGiven || isOther || next.tag_ids.length > row.tag_ids.length;
  const saved = isChanged ? await save(here, { before: row, next, rule, isGiven }) : row;
  const told = await addNotices(
    here,
    rule.actions.tellIds.toSorted().map((memberId) => ({
      id: platform.clock.newId<'notice'>(),
      member_id: memberId,
      kind: 'rule' as const,
      case_id: row.id,
      // A notice of its own, beside what the same message may tell them otherwise: that it is told once is the run's.
      event_id: platform.clock.newId<'notice'>(),
      subject_id: rule.id,
      actor_id: null,
    })),
  );
  const isCalled = rule.actions.webhookId !== null && (await callWebhook(here, rule, saved));
  const why = rule.actions.webhookId === null || isCalled ? null : 'webhook_off';
  const incidentId = await openIncidentId(here, rule.actions.incidentId);
  const isLinked = incidentId !== null && (await linkByRule(here, incidentId, row.id));
  if (!isChanged && !isLinked && told === 0 && !isCalled) return { row, rings: [], outcome: 'unchanged', why };
  return { row: saved, rings: isChanged ? ['events', 'routing'] : ['events'], outcome: 'done', why };
}

interface Change {
  readonly before: CaseFactsRow;
  readonly next: CaseFactsRow;
  readonly rule: RuleRow;
  readonly isGiven: boolean;
}

async function save(here: Here, { before, next, rule, isGiven }: Change): Promise<CaseFactsRow> {
  const { tx, workspaceId } = here;
  await updateCases(tx, workspaceId, [next]);
  await saveTags(tx, workspaceId, next.id, next.tag_ids);
  if (next.queue_id !== before.queue_id) await putCaseInQueue(tx, workspaceId, next.id, next.queue_id);
  else if (next.topic_id !== before.topic_id) await placeOpenCases(tx, workspaceId, [next.id]);
  const [placed] = await casesById(tx, workspaceId, [next.id]);
  const saved = { ...placed!, due_at: await dueOf(here, placed!) };
  if (saved.due_at !== placed!.due_at) await updateCases(tx, workspaceId, [saved]);
  const wire = await presentOne(tx, workspaceId, saved);
  const by = { id: rule.id, name: rule.name, version: rule.version };
  await appendEvents(here, [
    { ...caseEvent(isGiven ? 'case.assigned' : 'case.changed', saved, { case: wire, rule: by }), actor: 'system' },
  ]);
  return saved;
}
