/** SQL of rules: a short list in its order, what they did, and the facts of a case they ask about. */
import type { RuleActions, RuleConditions, RuleStart } from '@meanwhile/wire/rules.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { survivorOf } from '../platform/db/survivor.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface RuleRow {
  readonly id: string;
  readonly name: string;
  readonly place: number;
  readonly is_on: boolean;
  readonly start: RuleStart;
  readonly minutes_before: number | null;
  readonly conditions: RuleConditions;
  readonly actions: RuleActions;
  readonly version: number;
  readonly changed_at: number;
}

export interface CountedRuleRow extends RuleRow {
  readonly ran_count: number;
}

/** Rules written before there were webhooks or priorities among the actions name none. */
const columns = sql`r.id, r.name, r.place, r.is_on, r.start, r.minutes_before, r.conditions, '{"webhookId": null, "priority": null}'::jsonb || r.actions as actions, r.version, r.changed_at`;

/** Those that are on, in the order they are asked in. */
export function rulesThatAreOn(tx: Transaction, workspaceId: string): Promise<RuleRow[]> {
  return tx.rows(sql<RuleRow>`
    select ${columns} from tenant.automation_rule r where r.workspace_id = ${workspaceId} and r.removed_at is null and r.is_on order by r.place, r.id`);
}

/** All of them, with how often each did something since. */
export function listRules(tx: Transaction, workspaceId: string, sinceAt: number): Promise<CountedRuleRow[]> {
  return tx.rows(sql<CountedRuleRow>`
    select ${columns}, (select count(*)::int from tenant.automation_run n where n.workspace_id = r.workspace_id and n.ran_at >= ${iso(sinceAt)}
      and n.rule_id = r.id and n.outcome = 'done') as ran_count
    from tenant.automation_rule r where r.workspace_id = ${workspaceId} and r.removed_at is null order by r.place, r.id`);
}

/** Undefined where there is no such rule (any more). */
export function findRule(tx: Transaction, workspaceId: string, id: string): Promise<RuleRow | undefined> {
  return tx.row(
    sql<RuleRow>`select ${columns} from tenant.automation_rule r where r.workspace_id = ${workspaceId} and r.id = ${id} and r.removed_at is null`,
  );
}

export async function isRuleNameTaken(tx: Transaction, workspaceId: string, { id, name }: { id: string; name: string }): Promise<boolean> {
  const taken = await tx.row(
    sql`select 1 from tenant.automation_rule where workspace_id = ${workspaceId} and lower(name) = lower(${name}) and removed_at is null and id <> ${id}`,
  );
  return taken !== undefined;
}

/** Adds the rule, or writes it anew with the next version. False: it was removed. */
export async function saveRuleRow(
  tx: Transaction,
  workspaceId: string,
  row: Omit<RuleRow, 'version' | 'changed_at'>,
  at: number,
): Promise<boolean> {
  const saved = await tx.run(sql`
    insert into tenant.automation_rule (workspace_id, id, name, place, is_on, start, minutes_before, conditions, actions, version, created_at, changed_at)
    values (${workspaceId}, ${row.id}, ${row.name}, ${row.place}, ${row.is_on}, ${row.start}, ${row.minutes_before}, ${JSON.stringify(row.conditions)}::jsonb,
      ${JSON.stringify(row.actions)}::jsonb, 1, ${iso(at)}, ${iso(at)})
    on conflict (workspace_id, id) do update set name = excluded.name, place = excluded.place, is_on = excluded.is_on, start = excluded.start,
      minutes_before = excluded.minutes_before, conditions = excluded.conditions, actions = excluded.actions, version = automation_rule.version + 1,
      changed_at = excluded.changed_at where automation_rule.removed_at is null`);
  return saved > 0;
}

/** In this order; what else there is comes behind, as it was. What a rule does is not changed by it, nor from when on it holds. */
export async function orderRuleRows(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<void> {
  await tx.run(sql`
    update tenant.automation_rule r set place = w.place from (
      select o.id, row_number() over (order by array_position(${ids}::uuid[], o.id), o.place, o.id) - 1 as place from tenant.automation_rule o
      where o.workspace_id = ${workspaceId} and o.removed_at is null) w
    where r.workspace_id = ${workspaceId} and r.id = w.id and r.place <> w.place`);
}

export function removeRuleRow(tx: Transaction, workspaceId: string, id: string, at: number): Promise<number> {
  return tx.run(
    sql`update tenant.automation_rule set removed_at = ${iso(at)} where workspace_id = ${workspaceId} and id = ${id} and removed_at is null`,
  );
}

interface Named {
  readonly conditions: RuleConditions;
  readonly actions: RuleActions;
}

/** Is everything a rule names there, and the workspace's own? What the rule named before may have gone since: it is left out when the rule runs. */
export async function namesOwn(tx: Transaction, workspaceId: string, wanted: Named, before: Named | null): Promise<boolean> {
  const had = before === null ? null : namesOf(before);
  const names = namesOf(wanted);
  const fresh = (what: keyof typeof names): string[] => [...new Set(names[what])].filter((id) => had?.[what].includes(id) !== true);
  const [tags, topics, members, queues, channels] = [fresh('tags'), fresh('topics'), fresh('members'), fresh('queues'), fresh('channels')];
  const [hooks, incidents] = [fresh('hooks'), fresh('incidents')];
  const found = await tx.row(sql<Readonly<Record<keyof typeof names, number>>>`select
    (select count(*)::int from tenant.webhook_endpoint where workspace_id = ${workspaceId} and id = any(${hooks}::uuid[]) and removed_at is null) as hooks,
    (select count(*)::int from tenant.tag where workspace_id = ${workspaceId} and id = any(${tags}::uuid[])) as tags,
    (select count(*)::int from tenant.topic where workspace_id = ${workspaceId} and id = any(${topics}::uuid[]) and removed_at is null) as topics,
    (select count(*)::int from tenant.member where workspace_id = ${workspaceId} and id = any(${members}::uuid[]) and removed_at is null) as members,
    (select count(*)::int from tenant.queue where workspace_id = ${workspaceId} and id = any(${queues}::uuid[]) and removed_at is null) as queues,
    (select count(*)::int from tenant.channel where workspace_id = ${workspaceId} and id = any(${channels}::uuid[]) and removed_at is null) as channels,
    (select count(*)::int from tenant.incident where workspace_id = ${workspaceId} and id = any(${incidents}::uuid[]) and state <> 'closed') as incidents`);
  return (
    found?.hooks === hooks.length &&
    found.tags === tags.length &&
    found.topics === topics.length &&
    found.members === members.length &&
    found.queues === queues.length &&
    found.channels === channels.length &&
    found.incidents === incidents.length
  );
}

function namesOf({ conditions, actions }: Named) {
  const one = (id: string | null): string[] => (id === null ? [] : [id]);
  return {
    tags: [...conditions.tagIds, ...actions.tagIds],
    topics: [...conditions.topicIds, ...one(actions.topicId)],
    members: [...actions.tellIds, ...one(actions.assigneeId)],
    queues: one(actions.queueId),
    hooks: one(actions.webhookId),
    channels: conditions.channelIds,
    incidents: one(actions.incidentId),
  };
}

export interface StillThere {
  readonly topicId: string | null;
  readonly tagIds: string[];
  readonly assigneeName: string | null;
  readonly queueId: string | null;
}

/** What of a rule's actions can still be done: topics, tags, queues go and people leave. */
export async function stillThere(tx: Transaction, workspaceId: string, actions: RuleActions): Promise<StillThere> {
  const row = await tx.row(sql<{ topic_id: string | null; tag_ids: string[]; assignee_name: string | null; queue_id: string | null }>`select
    (select id from tenant.topic where workspace_id = ${workspaceId} and id = ${actions.topicId}::uuid and removed_at is null) as topic_id,
    array(select id from tenant.tag where workspace_id = ${workspaceId} and id = any(${actions.tagIds}::uuid[])) as tag_ids,
    (select name from tenant.member where workspace_id = ${workspaceId} and id = ${actions.assigneeId}::uuid and removed_at is null) as assignee_name,
    (select id from tenant.queue where workspace_id = ${workspaceId} and id = ${actions.queueId}::uuid and removed_at is null) as queue_id`);
  return {
    topicId: row?.topic_id ?? null,
    tagIds: row?.tag_ids ?? [],
    assigneeName: row?.assignee_name ?? null,
    queueId: row?.queue_id ?? null,
  };
}

/** What the customer wrote last in a case `c`, cut: what starts a rule stands at the beginning. */
export const lastWritten = sql`left((select m.text from tenant.message m where m.workspace_id = c.workspace_id and m.case_id = c.id and m.author_kind = 'customer'
  order by m.received_at desc, m.id desc limit 1), 5000)`;

/** What rules ask about a case beside its own row: the customer's language, and what they wrote (this message, else their last). */
export async function askedOf(
  tx: Transaction,
  workspaceId: string,
  { caseId, messageId }: { caseId: string; messageId: string | null },
): Promise<{ locale: string | null; text: string | null }> {
  const row = await tx.row(sql<{ locale: string | null; text: string | null }>`
    select cu.locale, coalesce((select left(m.text, 5000) from tenant.message m where m.workspace_id = c.workspace_id and m.conversation_id = c.conversation_id
      and m.id = ${messageId}::uuid), ${lastWritten}) as text
    from tenant."case" c join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
    left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}
    where c.workspace_id = ${workspaceId} and c.id = ${caseId}`);
  return row ?? { locale: null, text: null };
}

/** The case in which the message lies for which a time was told: splits move it. */
export async function caseOfTime(tx: Transaction, workspaceId: string, commitmentId: string): Promise<string | null> {
  const row = await tx.row(sql<{ case_id: string }>`
    select m.case_id from tenant.commitment c join tenant.message m on m.workspace_id = c.workspace_id and m.id = c.message_id
    where c.workspace_id = ${workspaceId} and c.id = ${commitmentId}`);
  return row?.case_id ?? null;
}

export interface RunRow {
  readonly rule_id: string;
  readonly cause_id: string;
  readonly version: number;
  readonly case_id: string;
  readonly outcome: 'done' | 'unchanged' | 'refused' | 'stopped';
  readonly why: string | null;
}

export async function insertRun(tx: Transaction, workspaceId: string, run: RunRow, at: number): Promise<void> {
  await tx.run(sql`
    insert into tenant.automation_run (workspace_id, rule_id, cause_id, version, case_id, outcome, why, ran_at)
    values (${workspaceId}, ${run.rule_id}, ${run.cause_id}, ${run.version}, ${run.case_id}, ${run.outcome}, ${run.why}, ${iso(at)})`);
}

/** Which of these rules ran for this cause already, whenever that was. */
export async function ranFor(tx: Transaction, workspaceId: string, causeId: string, ruleIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows(sql<{ rule_id: string }>`
    select rule_id from tenant.automation_run where workspace_id = ${workspaceId} and cause_id = ${causeId} and rule_id = any(${ruleIds}::uuid[])`);
  return new Set(rows.map((row) => row.rule_id));
}

/** How often each rule did something to this case since. */
export async function didSince(tx: Transaction, workspaceId: string, caseId: string, sinceAt: number): Promise<Map<string, number>> {
  const rows = await tx.rows(sql<{ rule_id: string; count: number }>`
    select rule_id, count(*)::int as count from tenant.automation_run
    where workspace_id = ${workspaceId} and case_id = ${caseId} and ran_at >= ${iso(sinceAt)} and outcome = 'done' group by rule_id`);
  return new Map(rows.map((row) => [row.rule_id, row.count]));
}

/** What rules did to this case, newest first. */
export function runsOfCase(
  tx: Transaction,
  workspaceId: string,
  caseId: string,
  most: number,
): Promise<(RunRow & { name: string; ran_at: number })[]> {
  return tx.rows(sql<RunRow & { name: string; ran_at: number }>`
    select n.rule_id, n.cause_id, n.version, n.case_id, n.outcome, n.why, n.ran_at, r.name from tenant.automation_run n
    join tenant.automation_rule r on r.workspace_id = n.workspace_id and r.id = n.rule_id
    where n.workspace_id = ${workspaceId} and n.case_id = ${caseId} order by n.ran_at desc, n.rule_id limit ${most}`);
}

export async function dropOldRuns(tx: Transaction, workspaceId: string, beforeAt: number): Promise<void> {
  await tx.run(sql`delete from tenant.automation_run where workspace_id = ${workspaceId} and ran_at < ${iso(beforeAt)}`);
}

export interface NearRow {
  readonly id: string;
  readonly case_id: string;
  readonly due_at: number;
  readonly channel_id: string;
  readonly topic_id: string | null;
  readonly tag_ids: string[];
  readonly assignee_id: string | null;
  readonly locale: string | null;
  readonly text: string | null;
  /** Rules that ran for it already. */
  readonly ran_ids: string[];
}

/** Commitments still open whose time comes until then and has not come, with what rules ask about their cases; a page of them by id. */
export function comingNear(
  tx: Transaction,
  workspaceId: string,
  { at, untilAt, afterId, most }: { at: number; untilAt: number; afterId: string; most: number },
): Promise<NearRow[]> {
  return tx.rows(sql<NearRow>`
    select near.id, near.due_at, c.id as case_id, c.channel_id, c.topic_id, c.assignee_id, cu.locale, ${lastWritten} as text,
      array(select t.tag_id from tenant.case_tag t where t.workspace_id = c.workspace_id and t.case_id = c.id) as tag_ids,
      array(select n.rule_id from tenant.automation_run n where n.workspace_id = c.workspace_id and n.case_id = c.id and n.cause_id = near.id) as ran_ids
    from (select k.id, k.due_at, k.message_id from work.item i join tenant.commitment k on k.workspace_id = i.workspace_id and k.id = i.row_id and k.ending is null
      where i.kind = 'commitment' and i.workspace_id = ${workspaceId} and i.due_at > ${iso(at)} and i.due_at <= ${iso(untilAt)} and i.row_id > ${afterId}::uuid
      order by i.row_id limit ${most}) near
    join tenant.message m on m.workspace_id = ${workspaceId} and m.id = near.message_id
    join tenant."case" mc on mc.workspace_id = ${workspaceId} and mc.id = m.case_id
    join tenant."case" c on c.workspace_id = ${workspaceId} and c.id = coalesce(mc.merged_into_id, mc.id)
    join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
    left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}
    order by near.id`);
}
