/**
 * What starts which rule? Reads what became visible in the event log since it last looked, and once a minute which times come near, and has every
 * rule that is on do its part (`act-on.ts`). What a rule did starts no rule. A workspace without rules costs nothing: one row of work stands for those with some.
 */
import { minuteMs, secondMs } from '@meanwhile/core/kernel/instant.ts';
import type { RuleStart } from '@meanwhile/wire/rules.ts';
import { sql } from 'kysely';
import { pause } from '../platform/clock/pause.ts';
import { acrossWorkspaces, inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import { dropItem, putItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { readSince } from '../platform/stream/read-since.ts';
import { actOn, type Cause } from './act-on.ts';
import { comingNear, dropOldRuns, rulesThatAreOn } from './rule.store.ts';

export const ruleKind = 'rule';
const readMax = 500;
/** Rings that come in meanwhile are one look. */
const gatherMs = 500;
const nearMax = 200;
/** With nothing to do, the place is saved no oftener: what is read again is little. */
const saveEveryMs = 10 * secondMs;
/** Runs are kept as long as a case might be asked about. */
const keepRunsMs = 90 * 24 * 60 * minuteMs;

/** Begins or ends looking at a workspace, in the transaction that changed its rules. */
export async function askRules(tx: Transaction, workspaceId: string, at: number): Promise<void> {
  const rules = await rulesThatAreOn(tx, workspaceId);
  if (rules.length === 0) await dropItem(tx, workspaceId, ruleKind, workspaceId);
  else await putItem(tx, workspaceId, { kind: ruleKind, rowId: workspaceId, dueAt: at });
}

const startedBy: Readonly<Record<string, RuleStart>> = {
  'case.opened': 'case_opened',
  'message.received': 'customer_wrote',
  'commitment.broken': 'time_broken',
  'case.resolved': 'case_resolved',
};

interface LoggedEvent {
  readonly workspace_id: string;
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly case_id: string;
  readonly subject_id: string | null;
}

interface LogPlace {
  readonly rule_epoch: number | null;
  readonly rule_snapshot: string | null;
}

/** A round for a loop; it gives 0: everything there was is read. Who reads the same once more finds each run done already. */
export function createRuleRunner(platform: Platform, { waitMs = gatherMs } = {}): () => Promise<number> {
  const place = { savedAt: 0 };
  return async () => {
    await pause(waitMs);
    const owners = await acrossWorkspaces(platform.workPool, (tx) =>
      tx.rows(sql<{ workspace_id: string; due_at: number }>`select workspace_id, due_at from work.item where kind = ${ruleKind}`),
    );
    await readLog(
      platform,
      place,
      owners.map((one) => one.workspace_id),
    );
    const at = platform.clock.nowAt();
    for (const owner of owners) if (owner.due_at <= at) await lookAhead(platform, owner.workspace_id);
    return 0;
  };
}

async function readLog(platform: Platform, place: { savedAt: number }, workspaceIds: readonly string[]): Promise<void> {
  const before = await acrossWorkspaces(platform.workPool, (tx) =>
    tx.row(sql<LogPlace>`select rule_epoch, rule_snapshot from directory.installation`),
  );
  const since = workspaceIds.length > 0 && before?.rule_epoch === platform.epoch ? before.rule_snapshot : null;
  if (workspaceIds.length === 0 && (before?.rule_snapshot ?? null) === null) return;
  const { events, snapshot } =
    workspaceIds.length === 0
      ? { events: [], snapshot: null }
      : await acrossWorkspaces(platform.streamPool, (tx) =>
          readSince<LoggedEvent>(tx, { since, columns, where: startingIn(workspaceIds), most: readMax }),
        );
  for (const [workspaceId, own] of Map.groupBy(events, (event) => event.workspace_id)) {
    const rules = await inWorkspace(platform.workPool, workspaceId, (tx) => rulesThatAreOn(tx, workspaceId));
    for (const event of own) {
      const start = startedBy[event.type]!;
      // What happened before a rule said so is none of its business.
      const started = rules.filter((rule) => rule.start === start && event.at >= rule.changed_at);
      if (started.length > 0) await inCase(platform, workspaceId, causeOf(event), started);
    }
  }
  const nowAt = platform.clock.machineNowAt();
  if (since !== null && events.length === 0 && nowAt - place.savedAt < saveEveryMs) return;
  await acrossWorkspaces(platform.workPool, (tx) =>
    tx.run(sql`update directory.installation set rule_epoch = ${platform.epoch}, rule_snapshot = ${snapshot}
      where rule_snapshot is not distinct from ${before?.rule_snapshot ?? null}`),
  );
  place.savedAt = nowAt;
}

function causeOf(event: LoggedEvent): Cause {
  return { id: event.id, caseId: event.case_id, messageId: event.type === 'message.received' ? event.subject_id : null };
}

const columns = sql`workspace_id, id, at, type, case_id, subject_id`;
const startingIn = (workspaceIds: readonly string[]) =>
  sql`type = any(${Object.keys(startedBy)}::text[]) and case_id is not null and workspace_id = any(${workspaceIds}::uuid[]) and payload -> 'rule' is null`;

/** The minute's look: times that come near, and runs nobody asks about any more. */
async function lookAhead(platform: Platform, workspaceId: string): Promise<void> {
  const at = platform.clock.nowAt();
  const rules = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    await putItem(tx, workspaceId, { kind: ruleKind, rowId: workspaceId, dueAt: at + minuteMs });
    await dropOldRuns(tx, workspaceId, at - keepRunsMs);
    return rulesThatAreOn(tx, workspaceId);
  });
  for (const rule of rules) {
    if (rule.minutes_before === null) continue;
    const untilAt = at + rule.minutes_before * minuteMs;
    const near = await inWorkspace(platform.workPool, workspaceId, (tx) =>
      comingNear(tx, workspaceId, { ruleId: rule.id, at, untilAt, most: nearMax }),
    );
    for (const one of near) await inCase(platform, workspaceId, { id: one.id, caseId: one.case_id, messageId: null }, [rule]);
  }
}

/** One case is one transaction, under its conversation's lock. */
async function inCase(platform: Platform, workspaceId: string, cause: Cause, rules: Parameters<typeof actOn>[2]): Promise<void> {
  const rings = await inWorkspace(platform.workPool, workspaceId, (tx) =>
    actOn({ tx, platform, workspaceId, at: platform.clock.nowAt() }, cause, rules),
  );
  for (const ring of rings) platform.bell.ring(ring);
}
