/**
 * What starts which rule? Reads what became visible in the event log since it last looked, and once a minute which times come near, and has every
 * rule that is on do its part (`act-on.ts`). What a rule did starts no rule. A workspace without rules costs nothing: one row of work stands for those with some.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { minuteMs, secondMs } from '@meanwhile/core/kernel/instant.ts';
import { failedCondition, readable } from '@meanwhile/core/automation/meets.ts';
import type { RuleStart } from '@meanwhile/wire/rules.ts';
import { sql } from 'kysely';
import { pause } from '../platform/clock/pause.ts';
import { isDatabaseAway } from '../platform/db/database-away.ts';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces, inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { dropItem, putItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { readSince } from '../platform/stream/read-since.ts';
import { actOn, type Cause } from './act-on.ts';
import { comingNear, dropOldRuns, rulesThatAreOn, type NearRow, type RuleRow } from './rule.store.ts';

export const ruleKind = 'rule';
const readMax = stepLimits.logRows;
/** Held by whoever begins, together, and by whoever forgets the place, alone. */
const placeLock = sql`hashtextextended('the place of rules in the log', 0)`;
/** Rings that come in meanwhile are one look. */
const gatherMs = 500;
const nearMax = stepLimits.nearTimes;
const firstId = '00000000-0000-0000-0000-000000000000';
/** With nothing to do, the place is saved no oftener: what is read again is little. */
const saveEveryMs = 10 * secondMs;
/** Rounds a case whose rules fail is tried in; then it is said and passed over. */
const mostTries = stepLimits.ruleTries;
/** Runs are kept as long as a case might be asked about. */
const keepRunsMs = 90 * 24 * 60 * minuteMs;

/** Begins or ends looking at a workspace, in the transaction that changed its rules; what happens from here on starts them. */
export async function askRules({ tx, workspaceId, at, platform }: Here): Promise<void> {
  // One change of a workspace's rules after the other: whoever takes the last one away must see the one that is being added.
  await tx.run(
    sql`select pg_advisory_xact_lock(hashtextextended(${`rules ${workspaceId}`}, 0)), pg_advisory_xact_lock_shared(${placeLock})`,
  );
  const rules = await rulesThatAreOn(tx, workspaceId);
  if (rules.length === 0) return dropItem(tx, workspaceId, ruleKind, workspaceId);
  await putItem(tx, workspaceId, { kind: ruleKind, rowId: workspaceId, dueAt: at });
  await tx.run(sql`update directory.installation set rule_epoch = ${platform.epoch}, rule_snapshot = pg_current_snapshot()::text
    where rule_snapshot is null or rule_epoch is distinct from ${platform.epoch}`);
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

/** Rounds, by the event. */
type Failed = ReadonlyMap<string, number>;

interface Reader {
  savedAt: number;
  /** How often the rules failed that an event starts, by its id; what the last round read and could not do. */
  failed: Failed;
}

/** A round for a loop; it gives 0: everything there was is read. Who reads the same once more finds each run done already. */
export function createRuleRunner(platform: Platform, { waitMs = gatherMs } = {}): () => Promise<number> {
  const reader: Reader = { savedAt: 0, failed: new Map() };
  return async () => {
    await pause(waitMs);
    const owners = await readLog(platform, reader);
    const at = platform.clock.nowAt();
    for (const owner of owners) if (owner.due_at <= at) await lookAhead(platform, owner.workspace_id);
    return 0;
  };
}

interface Owner {
  readonly workspace_id: string;
  readonly due_at: number;
}

function ownersIn(tx: Transaction): Promise<Owner[]> {
  return tx.rows(sql<Owner>`select workspace_id, due_at from work.item where kind = ${ruleKind} order by n`);
}

/** Gives the workspaces that have rules. The place is read before them, so that nobody who begins meanwhile is passed over. */
async function readLog(platform: Platform, reader: Reader): Promise<Owner[]> {
  const { before, owners } = await acrossWorkspaces(platform.workPool, async (tx) => ({
    before: await tx.row(sql<LogPlace>`select rule_epoch, rule_snapshot from directory.installation`),
    owners: await ownersIn(tx),
  }));
  const known = before?.rule_snapshot ?? null;
  if (owners.length === 0) {
    if (known !== null) await forgetPlace(platform, known);
    return owners;
  }
  const since = before?.rule_epoch === platform.epoch ? known : null;
  const ids = owners.map((one) => one.workspace_id);
  const { events, snapshot } = await acrossWorkspaces(platform.streamPool, (tx) =>
    readSince<LoggedEvent>(tx, { since, columns, where: startingIn(ids), most: readMax }),
  );
  const failed = new Map<string, number>();
  for (const [workspaceId, own] of Map.groupBy(events, (event) => event.workspace_id))
    for (const [id, tries] of await startRules({ platform, workspaceId, before: reader.failed }, own)) failed.set(id, tries);
  reader.failed = failed;
  // It is read again from here.
  if ([...failed.values()].some((tries) => tries < mostTries)) return owners;
  const nowAt = platform.clock.machineNowAt();
  if (since !== null && events.length === 0 && nowAt - reader.savedAt < saveEveryMs) return owners;
  // Who began while this was read is read from the old place once more.
  const later = await acrossWorkspaces(platform.workPool, ownersIn);
  if (later.some((one) => !ids.includes(one.workspace_id))) return owners;
  await savePlace(platform, known, snapshot);
  reader.savedAt = nowAt;
  reader.failed = new Map();
  return owners;
}

function savePlace(platform: Platform, before: string | null, snapshot: string): Promise<number> {
  return acrossWorkspaces(platform.workPool, (tx) =>
    tx.run(
      sql`update directory.installation set rule_epoch = ${platform.epoch}, rule_snapshot = ${snapshot} where rule_snapshot is not distinct from ${before}`,
    ),
  );
}

/** Nobody has rules any more. Whoever begins at this moment is waited for, and the place is theirs then. */
function forgetPlace(platform: Platform, known: string): Promise<void> {
  return acrossWorkspaces(platform.workPool, async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(${placeLock})`);
    if ((await ownersIn(tx)).length > 0) return;
    await tx.run(sql`update directory.installation set rule_snapshot = null where rule_snapshot = ${known}`);
  });
}

interface Starting {
  readonly platform: Platform;
  readonly workspaceId: string;
  readonly before: Failed;
}

/** Gives what failed, and what was given up before. */
async function startRules({ platform, workspaceId, before }: Starting, events: readonly LoggedEvent[]): Promise<Failed> {
  const failed = new Map<string, number>();
  const rules = await inWorkspace(platform.workPool, workspaceId, (tx) => rulesThatAreOn(tx, workspaceId));
  for (const event of events) {
    const start = startedBy[event.type]!;
    // What happened before a rule said so is none of its business.
    const started = rules.filter((rule) => rule.start === start && event.at >= rule.changed_at);
    if (started.length === 0) continue;
    const tries = before.get(event.id) ?? 0;
    if (tries < mostTries) {
      const error = await troubleIn(platform, workspaceId, causeOf(event), started);
      if (error === null) continue;
      const facts = { err: error, workspaceId, causeId: event.id };
      if (tries + 1 < mostTries) platform.log.warn(facts, 'rules failed in a case; trying again');
      else platform.log.error(facts, 'rules could not be followed');
    }
    failed.set(event.id, Math.min(tries + 1, mostTries));
  }
  return failed;
}

function causeOf(event: LoggedEvent): Cause {
  const isTime = event.type === 'commitment.broken';
  return {
    id: event.id,
    caseId: event.case_id,
    commitmentId: isTime ? event.subject_id : null,
    messageId: event.type === 'message.received' ? event.subject_id : null,
  };
}

const columns = sql`workspace_id, id, at, type, case_id, subject_id`;
const startingIn = (workspaceIds: readonly string[]) =>
  sql`type = any(${Object.keys(startedBy)}::text[]) and case_id is not null and workspace_id = any(${workspaceIds}::uuid[]) and payload -> 'rule' is null`;

/** The minute's look: times that come near, and runs nobody asks about any more. */
async function lookAhead(platform: Platform, workspaceId: string): Promise<void> {
  const at = platform.clock.nowAt();
  const rules = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    await tx.run(
      sql`update work.item set due_at = ${iso(at + minuteMs)} where workspace_id = ${workspaceId} and kind = ${ruleKind} and row_id = ${workspaceId}`,
    );
    await dropOldRuns(tx, workspaceId, at - keepRunsMs);
    return (await rulesThatAreOn(tx, workspaceId)).filter((rule) => rule.minutes_before !== null);
  });
  if (rules.length === 0) return;
  const untilAt = at + Math.max(...rules.map((rule) => rule.minutes_before!)) * minuteMs;
  for (let afterId = firstId; ;) {
    const page = await inWorkspace(platform.workPool, workspaceId, (tx) =>
      comingNear(tx, workspaceId, { at, untilAt, afterId, most: nearMax }),
    );
    for (const near of page) {
      const started = rules.filter((rule) => isNear(rule, near, at));
      if (started.length > 0) await beforeTime(platform, workspaceId, near.id, started);
    }
    if (page.length < nearMax) return;
    afterId = page.at(-1)!.id;
  }
}

/** Looked at once for all cases of a page; those it speaks of are looked at again under their lock. */
function isNear(rule: RuleRow, near: NearRow, at: number): boolean {
  if (near.due_at > at + rule.minutes_before! * minuteMs || near.ran_ids.includes(rule.id)) return false;
  const { channel_id: channelId, topic_id: topicId, tag_ids: tagIds, assignee_id: assigneeId, locale } = near;
  return failedCondition(rule.conditions, { channelId, topicId, tagIds, assigneeId, locale, said: readable(near.text ?? '') }) === null;
}

/** One that fails holds up no other, is said, and is found again by the next minute's look for as long as its time has not come. */
async function beforeTime(platform: Platform, workspaceId: string, commitmentId: string, rules: readonly RuleRow[]): Promise<void> {
  const cause = { id: commitmentId, caseId: null, commitmentId, messageId: null };
  const error = await troubleIn(platform, workspaceId, cause, rules);
  if (error !== null) platform.log.error({ err: error, workspaceId, causeId: commitmentId }, 'rules could not be followed before a time');
}

/** One case is one transaction, under its conversation's lock. Gives what went wrong; with the database away all of them wait. */
async function troubleIn(platform: Platform, workspaceId: string, cause: Cause, rules: readonly RuleRow[]): Promise<unknown> {
  try {
    const rings = await inWorkspace(platform.workPool, workspaceId, (tx) =>
      actOn({ tx, platform, workspaceId, at: platform.clock.nowAt() }, cause, rules),
    );
    for (const ring of rings) platform.bell.ring(ring);
    return null;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    return error;
  }
}
