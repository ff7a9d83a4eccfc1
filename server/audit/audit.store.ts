/** SQL of the log of who did what: pages of events newest first, and what their authors are called today. */
import { sql } from 'kysely';
import type { EventType } from '@meanwhile/wire/stream.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface EventRow {
  readonly id: string;
  readonly at: number;
  readonly xid: string;
  readonly n: number;
  readonly type: EventType;
  readonly actor: string;
  readonly subject_id: string | null;
  readonly case_id: string | null;
  readonly payload: Record<string, unknown> | null;
}

/** In commit order; an event's own instant is the call's, and two of those may cross. */
export interface LogPlace {
  readonly xid: string;
  readonly n: number;
}

const past: LogPlace = { xid: '18446744073709551615', n: 0 };

/** Never those for one member's eyes only. */
const everything = sql`e.audience in ('everyone', 'desk')`;
/** The types stand in the text: only then does the planner see that the index of these few serves. */
const settingsOnly = sql`e.type in ('channel.changed', 'gate.changed', 'calendar.changed', 'policy.changed', 'member.changed', 'invitation.changed', 'token.changed',
  'workspace.changed', 'webhook.changed', 'shift.changed', 'mailbox.changed', 'signing_key.changed', 'customer.erased')
  and (e.type <> 'mailbox.changed' or e.actor <> 'system')`;

export interface LogPart {
  readonly about: 'settings' | 'everything';
  readonly place: LogPlace | null;
  readonly most: number;
}

/** `most` events before `place`, newest first. */
export function listEvents(tx: Transaction, workspaceId: string, { about, place, most }: LogPart): Promise<EventRow[]> {
  const { xid, n } = place ?? past;
  return tx.rows(sql<EventRow>`
    select e.id, e.at, e.xid::text, e.n, e.type, e.actor, e.subject_id, e.case_id, e.payload from tenant.event e
    where e.workspace_id = ${workspaceId} and (e.xid, e.n) < (${xid}::xid8, ${n}::bigint) and ${about === 'settings' ? settingsOnly : everything}
    order by e.xid desc, e.n desc limit ${most}`);
}

/** Names by id, of members, tokens and customers; ids that are gone are not in it. */
export async function namesOf(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.rows(sql<{ id: string; name: string | null }>`
    select id, name from tenant.member where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])
    union all select id, name from tenant.api_token where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])
    union all select id, name from tenant.customer where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`);
  return new Map(rows.filter((row) => row.name !== null).map((row) => [row.id, row.name!]));
}
