/** SQL of answers to all linked cases: whom one would reach, the answer itself, and what became of it for each case. */
import type { TextByLanguage } from '@meanwhile/core/incident/words-of.ts';
import type { Language } from '@meanwhile/core/commitment/words/language.ts';
import type { SkipReason } from '@meanwhile/wire/incidents.ts';
import { sql, type RawBuilder } from 'kysely';
import { channelRegistry } from '../channel-registry.ts';
import { iso } from '../platform/db/instant.ts';
import { survivorOf } from '../platform/db/survivor.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { olderThan, type Place } from '../platform/http/keyset.ts';

export interface ReachedRow {
  readonly case_id: string;
  readonly why: SkipReason | null;
}

/**
 * Whom an answer to all would reach now. Where a case is merged the one that goes on is meant, once. Sending asks the same again, case by case, and its answer
 * counts. `localTypes`: channels whose answers are not sent anywhere.
 */
export function reached(
  tx: Transaction,
  workspaceId: string,
  { incidentId, localTypes }: { readonly incidentId: string; readonly localTypes: readonly string[] },
): Promise<ReachedRow[]> {
  return tx.rows(sql<ReachedRow>`
    with recursive chain as (
      select l.case_id as linked_id, l.linked_at, c.id, c.merged_into_id, 0 as hop from tenant.incident_case l
      join tenant."case" c on c.workspace_id = l.workspace_id and c.id = l.case_id where l.workspace_id = ${workspaceId} and l.incident_id = ${incidentId}
      union all select ch.linked_id, ch.linked_at, c.id, c.merged_into_id, ch.hop + 1 from chain ch
      join tenant."case" c on c.workspace_id = ${workspaceId} and c.id = ch.merged_into_id where ch.hop < 5),
    goes_on as (select s.*, row_number() over (partition by s.id order by (s.linked_id = s.id) desc, s.linked_at, s.linked_id) as place from chain s where s.merged_into_id is null)
    select s.linked_id as case_id, case when s.place > 1 then 'case_merged' else ${whySkipped(localTypes)} end as why
    from goes_on s join tenant."case" c on c.workspace_id = ${workspaceId} and c.id = s.id ${whoseCase}
    ${addressee(localTypes)} order by s.linked_at desc, s.linked_id`);
}

/** The same for one case alone, under its lock. */
export async function whyNotReached(
  tx: Transaction,
  workspaceId: string,
  caseId: string,
  localTypes: readonly string[],
): Promise<SkipReason | null> {
  const row = await tx.row(sql<{ why: SkipReason | null }>`
    select ${whySkipped(localTypes)} as why from tenant."case" c ${whoseCase} ${addressee(localTypes)} where c.workspace_id = ${workspaceId} and c.id = ${caseId}`);
  return row === undefined ? 'not_found' : row.why;
}

const whoseCase = sql`join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
  left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
  join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}`;

/** As an answer finds its way: the channel and address the customer wrote from last in this case, else one of theirs that fits. */
/** The kind of address each channel writes to. */
const schemeOfType = Object.fromEntries(Object.entries(channelRegistry).map(([type, { scheme }]) => [type, scheme]));

const addressee = (localTypes: readonly string[]): RawBuilder<unknown> => sql`
  left join lateral (select m.identity_id, m.channel_id from tenant.message m where m.workspace_id = c.workspace_id and m.case_id = c.id and m.author_kind = 'customer'
    and m.match_reason not like 'stranger%' order by m.received_at desc, m.id desc limit 1) last on true
  join tenant.channel way on way.workspace_id = c.workspace_id and way.id = coalesce(last.channel_id, c.channel_id)
  left join lateral (select i.value from tenant.identity i where i.workspace_id = c.workspace_id
    and i.customer_id = any(cu.id || array(select x.from_customer_id from tenant.customer_merge x where x.workspace_id = cu.workspace_id and x.into_customer_id = cu.id and x.undone_at is null))
    and (way.type = any(${localTypes}::text[]) or i.scheme = ${JSON.stringify(schemeOfType)}::jsonb ->> way.type)
    order by (i.id is not distinct from last.identity_id) desc, (i.proof = 'claimed'), i.created_at limit 1) address on true`;

const whySkipped = (localTypes: readonly string[]): RawBuilder<unknown> => sql`case
  when c.spam_at is not null then 'case_spam' when cu.erased_at is not null then 'customer_erased' when cu.blocked_at is not null then 'customer_blocked'
  when address.value is null then 'no_way_to_reach'
  when way.type <> all(${localTypes}::text[]) and exists (select 1 from tenant.suppression su where su.workspace_id = c.workspace_id and su.address = address.value) then 'address_suppressed' end`;

export interface ReplyRow {
  readonly id: string;
  readonly incident_id: string;
  readonly kind: 'news' | 'fixed';
  readonly texts: TextByLanguage;
  readonly locale: Language;
  readonly then_verb: 'stay' | 'wait' | 'resolve';
  readonly author_id: string | null;
  readonly actor: string;
  readonly written_at: number;
  readonly release_at: number;
  readonly state_before: 'open' | 'fixed' | 'closed';
  readonly undone_at: number | null;
  readonly finished_at: number | null;
}

export interface ShownReply extends ReplyRow {
  readonly author_name: string | null;
  readonly waiting_count: number;
  readonly answered_count: number;
  readonly skipped_count: number;
}

const countOf = (outcome: string) =>
  sql`(select count(*)::int from tenant.incident_reply_case a where a.workspace_id = r.workspace_id and a.reply_id = r.id and a.outcome = ${outcome})`;
const shown = sql`r.id, r.incident_id, r.kind, r.texts, r.locale, r.then_verb, r.author_id, r.actor, r.written_at, r.release_at, r.state_before, r.undone_at, r.finished_at,
  (select m.name from tenant.member m where m.workspace_id = r.workspace_id and m.id = r.author_id) as author_name,
  ${countOf('waiting')} as waiting_count, ${countOf('answered')} as answered_count, ${countOf('skipped')} as skipped_count`;

export function replyById(tx: Transaction, workspaceId: string, id: string): Promise<ShownReply | undefined> {
  return tx.row(sql<ShownReply>`select ${shown} from tenant.incident_reply r where r.workspace_id = ${workspaceId} and r.id = ${id}`);
}

export function listReplies(
  tx: Transaction,
  workspaceId: string,
  incidentId: string,
  page: { readonly after: Place | null; readonly most: number },
): Promise<ShownReply[]> {
  return tx.rows(sql<ShownReply>`
    select ${shown} from tenant.incident_reply r where r.workspace_id = ${workspaceId} and r.incident_id = ${incidentId}
      and ${olderThan(page.after, sql`r.written_at`, sql`r.id`)} order by r.written_at desc, r.id limit ${page.most}`);
}

export async function isReplyRunning(tx: Transaction, workspaceId: string, incidentId: string): Promise<boolean> {
  const row = await tx.row(sql`
    select 1 from tenant.incident_reply where workspace_id = ${workspaceId} and incident_id = ${incidentId} and undone_at is null and finished_at is null`);
  return row !== undefined;
}

/** With what is known already of each case. */
export async function insertReply(tx: Transaction, workspaceId: string, row: ReplyRow, cases: readonly ReachedRow[]): Promise<void> {
  await tx.run(sql`
    insert into tenant.incident_reply (workspace_id, id, incident_id, kind, texts, locale, then_verb, author_id, actor, written_at, release_at, state_before)
    values (${workspaceId}, ${row.id}, ${row.incident_id}, ${row.kind}, ${JSON.stringify(row.texts)}::jsonb, ${row.locale}, ${row.then_verb}, ${row.author_id}, ${row.actor},
      ${iso(row.written_at)}, ${iso(row.release_at)}, ${row.state_before})`);
  await tx.run(sql`
    insert into tenant.incident_reply_case (workspace_id, reply_id, case_id, outcome, why, decided_at)
    select ${workspaceId}::uuid, ${row.id}::uuid, w.id, case when w.why is null then 'waiting' else 'skipped' end, w.why,
      case when w.why is null then null else ${iso(row.written_at)}::timestamptz end
    from unnest(${cases.map((one) => one.case_id)}::uuid[], ${cases.map((one) => one.why)}::text[]) as w (id, why)`);
}

/** True once: before its time, and while nothing of it went out. */
export async function undoReplyRow(tx: Transaction, workspaceId: string, id: string, at: number): Promise<boolean> {
  const undone = await tx.run(sql`
    update tenant.incident_reply set undone_at = ${iso(at)} where workspace_id = ${workspaceId} and id = ${id} and undone_at is null and finished_at is null and release_at > ${iso(at)}`);
  if (undone > 0) await tx.run(sql`delete from tenant.incident_reply_case where workspace_id = ${workspaceId} and reply_id = ${id}`);
  return undone > 0;
}

/** The answer that is to go out now, so held that nobody takes it back meanwhile; undefined: not yet, or not any more. */
export function replyGoingOut(tx: Transaction, workspaceId: string, id: string, at: number): Promise<ReplyRow | undefined> {
  return tx.row(sql<ReplyRow>`
    select id, incident_id, kind, texts, locale, then_verb, author_id, actor, written_at, release_at, state_before, undone_at, finished_at from tenant.incident_reply
    where workspace_id = ${workspaceId} and id = ${id} and undone_at is null and finished_at is null and release_at <= ${iso(at)} for share`);
}

/** The next case nobody else is at. */
export async function nextWaiting(tx: Transaction, workspaceId: string, replyId: string): Promise<string | null> {
  const row = await tx.row(sql<{ case_id: string }>`
    select case_id from tenant.incident_reply_case where workspace_id = ${workspaceId} and reply_id = ${replyId} and outcome = 'waiting'
    order by case_id limit 1 for update skip locked`);
  return row?.case_id ?? null;
}

/** Has this answer reached the case already, by way of another one merged into it? */
export async function wasReached(tx: Transaction, workspaceId: string, replyId: string, caseId: string): Promise<boolean> {
  const row = await tx.row(sql`
    select 1 from tenant.incident_reply_case a join tenant.message m on m.workspace_id = a.workspace_id and m.id = a.message_id
    where a.workspace_id = ${workspaceId} and a.reply_id = ${replyId} and a.outcome = 'answered' and m.case_id = ${caseId} limit 1`);
  return row !== undefined;
}

export interface Decided {
  readonly replyId: string;
  readonly caseId: string;
  readonly messageId: string | null;
  readonly why: SkipReason | null;
}

export async function decideCase(
  tx: Transaction,
  workspaceId: string,
  { replyId, caseId, messageId, why }: Decided,
  at: number,
): Promise<void> {
  await tx.run(sql`
    update tenant.incident_reply_case set outcome = ${messageId === null ? 'skipped' : 'answered'}, why = ${why}, message_id = ${messageId}, decided_at = ${iso(at)}
    where workspace_id = ${workspaceId} and reply_id = ${replyId} and case_id = ${caseId} and outcome = 'waiting'`);
}

/** True where nothing of it waits any more. */
export async function finishReply(tx: Transaction, workspaceId: string, id: string, at: number): Promise<boolean> {
  const finished = await tx.run(sql`
    update tenant.incident_reply r set finished_at = ${iso(at)} where r.workspace_id = ${workspaceId} and r.id = ${id} and r.finished_at is null
      and not exists (select 1 from tenant.incident_reply_case a where a.workspace_id = r.workspace_id and a.reply_id = r.id and a.outcome = 'waiting')`);
  return finished > 0;
}

export interface OutcomeRow {
  readonly case_id: string;
  readonly outcome: 'waiting' | 'answered' | 'skipped';
  readonly why: SkipReason | null;
  readonly message_id: string | null;
  readonly decided_at: number | null;
}

/** By case; `afterId` is the last one shown. */
export function listOutcomes(
  tx: Transaction,
  workspaceId: string,
  replyId: string,
  page: { readonly outcome: OutcomeRow['outcome'] | null; readonly afterId: string | null; readonly most: number },
): Promise<OutcomeRow[]> {
  const parts = [sql`workspace_id = ${workspaceId}`, sql`reply_id = ${replyId}`];
  if (page.outcome !== null) parts.push(sql`outcome = ${page.outcome}`);
  if (page.afterId !== null) parts.push(sql`case_id > ${page.afterId}::uuid`);
  return tx.rows(
    sql<OutcomeRow>`select case_id, outcome, why, message_id, decided_at from tenant.incident_reply_case where ${sql.join(parts, sql` and `)} order by case_id limit ${page.most}`,
  );
}
