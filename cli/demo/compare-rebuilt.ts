/**
 * Do the tables say what the log says? Reads the events of one workspace and nothing else, rebuilds from them, and compares each table with the
 * real one by a digest over the columns the log carries. It changes nothing.
 */
import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { inWorkspace, type Transaction } from '@meanwhile/server/platform/db/transaction.ts';
import type { Platform } from '@meanwhile/server/platform/platform.ts';
import { notInTheLog, Rebuild, type LogEvent, type RebuiltName, type Row } from '@meanwhile/tools/simulate/rebuild.ts';

export interface Compared {
  readonly table: RebuiltName | 'search_document';
  readonly rowCount: number;
  readonly liveCount: number;
  readonly rebuilt: string;
  readonly live: string;
  readonly isSame: boolean;
  /** Columns and rows of it that no event tells of, and that were therefore not compared. */
  readonly notTold: string | null;
}

const perPage = 5_000;

export async function rebuildFromLog(platform: Platform, workspaceId: string): Promise<Rebuild> {
  const rebuild = new Rebuild();
  let [xid, n] = ['0', 0];
  for (;;) {
    const page = await inWorkspace(platform.workPool, workspaceId, (tx) =>
      tx.rows(sql<LogEvent & { xid: string; n: number }>`
        select xid::text as xid, n, type, at, subject_id, payload from tenant.event
        where workspace_id = ${workspaceId} and (xid, n) > (${xid}::xid8, ${n}::bigint) order by xid, n limit ${perPage}`),
    );
    for (const event of page) rebuild.apply(event);
    const last = page.at(-1);
    if (last === undefined) return rebuild;
    [xid, n] = [last.xid, last.n];
  }
}

export async function compareRebuilt(platform: Platform, workspaceId: string): Promise<Compared[]> {
  const rebuild = await rebuildFromLog(platform, workspaceId);
  return inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const compared: Compared[] = [];
    for (const [name, statement] of Object.entries(liveRows(workspaceId))) {
      const table = name as RebuiltName;
      const live = await tx.rows(statement);
      const own = [...rebuild.tables[table].values()];
      const [rebuilt, there] = [digestOf(own), digestOf(live)];
      compared.push({
        table,
        rowCount: own.length,
        liveCount: live.length,
        rebuilt,
        live: there,
        isSame: rebuilt === there,
        notTold: notInTheLog[table] ?? null,
      });
    }
    return [...compared, await compareWords(tx, workspaceId, rebuild)];
  });
}

/** The same words give the same vector; PostgreSQL makes both. */
async function compareWords(tx: Transaction, workspaceId: string, rebuild: Rebuild): Promise<Compared> {
  const own: Row[] = [];
  const words = [...rebuild.words.values()];
  for (let from = 0; from < words.length; from += perPage)
    own.push(
      ...(await tx.rows(sql<Row>`
        select r.id, r.kind, md5(to_tsvector('simple', r.text)::text) as words
        from jsonb_to_recordset(${JSON.stringify(words.slice(from, from + perPage))}::jsonb) as r (id uuid, kind text, text text)`)),
    );
  const live = await tx.rows(
    sql<Row>`select id, kind, md5(tsv::text) as words from tenant.search_document where workspace_id = ${workspaceId}`,
  );
  const [rebuilt, there] = [digestOf(own), digestOf(live)];
  return {
    table: 'search_document',
    rowCount: own.length,
    liveCount: live.length,
    rebuilt,
    live: there,
    isSame: rebuilt === there,
    notTold: null,
  };
}

function digestOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => canonical(row)).toSorted();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** JSON with its keys in order, however deep. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}

/** The columns the log carries; see `notInTheLog` for the others. Starter figures and the first owner are made without being told of. */
function liveRows(workspaceId: string): Readonly<Record<RebuiltName, RawBuilder<Row>>> {
  const here = sql`workspace_id = ${workspaceId}`;
  return {
    case: sql`select id, number, conversation_id, channel_id, subject, topic_id, state, ball, assignee_id, snoozed_until, opened_at, opened_by, resolved_at,
      first_answered_at, unanswered_since, unanswered_text, last_message_at, last_text, due_at, told_at, sort_at, spam_at is not null as is_spam,
      merged_into_id, follows_id from tenant."case" where ${here}`,
    message: sql`select id, conversation_id, case_id, seq, state, author_kind, author_id, channel_id, subject, text, html, visible_text, received_at,
      provider_at, audience, automatic, sender_proof, match_reason, coalesce(participants, '[]') as participants from tenant.message where ${here}`,
    conversation: sql`select id, customer_id, last_seq, created_at from tenant.conversation where ${here}`,
    customer: sql`select id, name, created_at from tenant.customer where ${here}`,
    commitment: sql`select id, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at, basis, policy_id,
      policy_version, ending, ended_at, after_id from tenant.commitment where ${here}`,
    delivery: sql`select d.id, d.message_id, d.conversation_id, d.channel_id, d.kind, d.recipient, d.state, d.attempt_count, d.created_at, d.settled_at
      from tenant.delivery d join tenant.channel c on c.workspace_id = d.workspace_id and c.id = d.channel_id
      where d.workspace_id = ${workspaceId} and c.type <> 'messenger'`,
    note: sql`select id, conversation_id, case_id, author_id, text, created_at from tenant.note where ${here}`,
    case_tag: sql`select case_id, tag_id from tenant.case_tag where ${here}`,
    topic: sql`select id, name, created_at from tenant.topic where ${here} and removed_at is null`,
    tag: sql`select id, name, created_at from tenant.tag where ${here}`,
    member: sql`select id, name, email, role, joined_at, removed_at from tenant.member where ${here} and role <> 'owner'`,
    channel: sql`select id, type, name, state, policy_id, settings from tenant.channel where ${here}`,
    calendar: sql`select id, version, name, zone, weekly, exceptions from tenant.calendar where ${here} and name <> 'Opening hours'`,
    commitment_policy: sql`select id, version, name, calendar_id, reply_within_ms, basis from tenant.commitment_policy where ${here} and basis <> 'starter'`,
    shift: sql`select id, member_id, pool, starts_at, ends_at from tenant.shift where ${here}`,
  };
}
