/**
 * Who is given which waiting case, now? One look at one workspace is one transaction under its lock: who is here, what waits, what was given to
 * somebody who will not be back in time. Decided in `core/routing`; a case that changed meanwhile is left to the next look.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { assign } from '@meanwhile/core/conversation/assign.ts';
import { release } from '@meanwhile/core/conversation/release.ts';
import type { CaseFacts, Verdict } from '@meanwhile/core/conversation/case-facts.ts';
import type { MemberId } from '@meanwhile/core/kernel/ids.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { handOut, type ToHandOut } from '@meanwhile/core/routing/hand-out.ts';
import { goesBack } from '@meanwhile/core/routing/requeue.ts';
import { caseEvent, casesById, factsOf, presentOne, updateCases, withFacts } from '../case/case.ts';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { dropItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents, type NewEvent } from '../platform/stream/append-event.ts';
import { routingKind } from './ask.ts';
import {
  becauseOf,
  heldByRouting,
  insertAssignments,
  lockConversations,
  lockRouting,
  takeAsked,
  waitingCases,
  type AssignmentRow,
} from './hand-out.store.ts';
import { listQueues, type QueueRow } from './queue.store.ts';
import { handsOf, staffHere, type StaffHere } from './staff.ts';

/** Cases looked at in one round; what is left comes a moment later. */
const mostCases = stepLimits.handedOutCases;
/** How long an answer takes, until it is measured. */
const expectedAnswerMs = 6 * minuteMs;

/** One round; gives how many workspaces were looked at. */
export async function routeDue(platform: Platform): Promise<number> {
  const at = platform.clock.nowAt();
  const asked = await acrossWorkspaces(platform.workPool, (tx) => takeAsked(tx, routingKind, { at, nextAt: at + minuteMs, most: 20 }));
  for (const { workspace_id: workspaceId } of asked) {
    const given = await inWorkspace(platform.workPool, workspaceId, (tx) =>
      lookAt({ platform, tx, workspaceId, at: platform.clock.nowAt() }),
    );
    if (given > 0) platform.bell.ring('events');
  }
  return asked.length;
}

async function lookAt(here: Here): Promise<number> {
  const { tx, workspaceId } = here;
  await lockRouting(tx, workspaceId);
  const queues = await listQueues(tx, workspaceId);
  if (queues.length === 0) {
    await dropItem(tx, workspaceId, routingKind, workspaceId);
    return 0;
  }
  const pushed = queues.filter((queue) => queue.hand_out === 'pushed');
  if (pushed.length === 0) return 0;
  const staff = await staffHere(here);
  const returned = await takeBack(here, pushed, staff);
  const given = await give(here, pushed, returned > 0 ? await staffHere(here) : staff);
  if (returned + given > 0) here.platform.bell.ringWithin(tx, 'events');
  return returned + given;
}

/** What routing gave to somebody who will not be there when its time comes. */
async function takeBack(here: Here, queues: readonly QueueRow[], staff: readonly StaffHere[]): Promise<number> {
  const absent = new Map(staff.filter((one) => one.availability !== 'here').map((one) => [one.id, one]));
  if (absent.size === 0) return 0;
  const held = await heldByRouting(
    here.tx,
    here.workspaceId,
    [...absent.keys()],
    queues.map((queue) => queue.id),
  );
  const back = held.filter((row) => {
    const { availability, nextShiftAt, awaySinceAt } = absent.get(row.assignee_id)!;
    return goesBack({ availability, nextShiftAt, awaySinceAt, dueAt: row.due_at }, here.at);
  });
  return change(
    here,
    back.map((row) => ({
      caseId: row.id,
      queueId: row.queue_id,
      memberId: null,
      how: 'requeued',
      because: { from: row.assignee_id, availability: absent.get(row.assignee_id)!.availability },
      decide: (facts) => (facts.assigneeId === row.assignee_id ? release(facts) : null),
    })),
  );
}

async function give(here: Here, queues: readonly QueueRow[], staff: readonly StaffHere[]): Promise<number> {
  const waiting = await waitingIn(here, queues);
  const queueOfCase = new Map(waiting.map((one) => [one.id, one.queueId]));
  const given = handOut(waiting, staff.map(handsOf), here.at).filter((decision) => decision.memberId !== null);
  return change(
    here,
    given.map((decision) => ({
      caseId: decision.caseId,
      queueId: queueOfCase.get(decision.caseId) ?? null,
      memberId: decision.memberId,
      how: 'pushed',
      because: becauseOf(decision),
      decide: (facts) => (facts.assigneeId === null ? assign(facts, decision.memberId as MemberId) : null),
    })),
  );
}

/** The cases that wait in these queues, as `core/routing` takes them. */
export async function waitingIn({ tx, workspaceId }: Here, queues: readonly QueueRow[]): Promise<ToHandOut[]> {
  const byId = new Map(queues.map((queue) => [queue.id, queue]));
  const rows = await waitingCases(tx, workspaceId, [...byId.keys()], mostCases);
  return rows.map((row) => ({
    id: row.id,
    queueId: row.queue_id,
    urgent: row.urgent,
    dueAt: row.due_at,
    waitingSinceAt: row.waiting_since,
    expectedMs: expectedAnswerMs,
    skills: byId.get(row.queue_id)!.skills,
    memberIds: byId.get(row.queue_id)!.member_ids,
    locale: row.locale,
    knownId: row.known_id,
  }));
}

export interface Handover extends Pick<AssignmentRow, 'how' | 'because'> {
  readonly caseId: string;
  readonly queueId: string | null;
  readonly memberId: string | null;
  /** Null: it is no longer as it was when this was decided. */
  decide(facts: CaseFacts): Verdict | null;
}

/** Does what was decided, under the locks of the conversations; gives how many cases changed hands. */
export async function change(here: Here, handovers: readonly Handover[], actor = 'system'): Promise<number> {
  if (handovers.length === 0) return 0;
  const { tx, workspaceId, at, platform } = here;
  const ids = handovers.map((one) => one.caseId);
  await lockConversations(tx, workspaceId, ids);
  const rows = new Map((await casesById(tx, workspaceId, ids)).map((row) => [row.id, row]));
  const events: NewEvent[] = [];
  const log: AssignmentRow[] = [];
  for (const one of handovers) {
    const row = rows.get(one.caseId);
    const verdict = row === undefined || row.ball !== 'us' ? null : one.decide(factsOf(row));
    if (row === undefined || verdict === null || isRefusal(verdict)) continue;
    await updateCases(tx, workspaceId, [withFacts(row, verdict.next, at)]);
    const [saved] = await casesById(tx, workspaceId, [row.id]);
    const wire = await presentOne(tx, workspaceId, saved!);
    const routing = { how: one.how, because: one.because };
    events.push({ ...caseEvent(one.memberId === null ? 'case.released' : 'case.assigned', row, { case: wire, routing }), actor });
    log.push({
      id: platform.clock.newId<'assignment'>(),
      case_id: row.id,
      queue_id: one.queueId,
      member_id: one.memberId,
      how: one.how,
      because: one.because,
      assigned_at: at,
    });
  }
  await insertAssignments(tx, workspaceId, log);
  await appendEvents(here, events);
  return log.length;
}
