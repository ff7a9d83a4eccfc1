/**
 * What became visible in the event log since somebody last looked? The place is a snapshot, so that a transaction that stays open elsewhere delays
 * nothing and nothing is passed over. Where the place is kept, and what is done with the events, is the reader's.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Transaction } from '../db/transaction.ts';

export interface LogQuestion {
  /** The snapshot the last look gave; null begins here, with nothing. */
  readonly since: string | null;
  /** Columns of `tenant.event`, and which of its rows. */
  readonly columns: RawBuilder<unknown>;
  readonly where: RawBuilder<unknown>;
  readonly most: number;
}

/** In the order of their transactions. The snapshot belongs to the very statement that read the events. */
export async function readSince<Event extends { readonly id: string }>(
  tx: Transaction,
  { since, columns, where, most }: LogQuestion,
): Promise<{ events: Event[]; snapshot: string }> {
  const found = await tx.rows(sql<Event & { snapshot: string }>`
    select s.snapshot, e.* from (select pg_current_snapshot()::text as snapshot) s left join lateral (
      select ${columns} from tenant.event
      where ${since}::text is not null and xid >= pg_snapshot_xmin(${since}::pg_snapshot) and not pg_visible_in_snapshot(xid, ${since}::pg_snapshot) and ${where}
      order by xid, n limit ${most}
    ) e on true`);
  const events = found.filter((row) => row.id !== null);
  // A cut read cannot move on: what was cut off would never come again.
  return events.length === most
    ? readSince<Event>(tx, { since, columns, where, most: most * 4 })
    : { events, snapshot: found[0]!.snapshot };
}
