/**
 * By when are the cases that wait to be answered, now that something they are reckoned by has changed? The list goes by the same instant as the
 * clocks: each case is looked at by itself under its lock, and only one whose instant moved is written and told of. What customers were told is not touched.
 */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { caseEvent, lockCase, presentOne, updateCases } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import { eachDue } from '../platform/jobs/each-due.ts';
import { dropItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { dueOf } from './due-of.ts';

/** Of one case. Intake puts one where a message brings back a case that waits: its clock may have paused or been given grace. */
export const reckonKind = 'reckon';

/** Targets, reply times or opening hours changed: every case that waits. */
export async function reckonAllAnew({ tx, workspaceId, at }: Pick<Here, 'tx' | 'workspaceId' | 'at'>): Promise<void> {
  await tx.run(sql`
    insert into work.item (kind, workspace_id, row_id, due_at)
    select ${reckonKind}, workspace_id, id, ${iso(at)} from tenant."case"
    where workspace_id = ${workspaceId} and state = 'open' and unanswered_since is not null and merged_into_id is null and spam_at is null
    on conflict (workspace_id, kind, row_id) do update set due_at = excluded.due_at`);
}

/** One round; gives how many cases were looked at. */
export async function reckonDue(platform: Platform, most = 20): Promise<number> {
  const fault = 'a case could not be reckoned anew; trying again';
  const count = await eachDue(platform, { kind: reckonKind, most, afterFaultMs: minuteMs, fault, one: reckon });
  if (count > 0) platform.bell.ring('events');
  return count;
}

async function reckon(here: Here, caseId: string): Promise<void> {
  const { tx, workspaceId, platform } = here;
  await dropItem(tx, workspaceId, reckonKind, caseId);
  const row = await lockCase(tx, workspaceId, caseId);
  if (row === undefined || row.unanswered_since === null || row.state !== 'open' || row.merged_into_id !== null || row.spam_at !== null)
    return;
  const next = { ...row, due_at: await dueOf(here, row) };
  if (next.due_at === row.due_at) return;
  await updateCases(tx, workspaceId, [next]);
  const wire = await presentOne(tx, workspaceId, next);
  await appendEvents(here, [{ ...caseEvent('case.changed', next, { case: wire }), actor: 'system' }]);
  platform.bell.ringWithin(tx, 'events');
}
