/** SQL of search: through the one door, then the texts of the hits from their own tables, inside the wall. */
import { sql, type RawBuilder } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';

export interface Hit {
  readonly id: string;
  readonly kind: 'message' | 'note' | 'customer' | 'case';
  readonly at: number;
  readonly conversation_id: string | null;
}

export function findHits(tx: Transaction, query: RawBuilder<unknown>, most: number): Promise<Hit[]> {
  return tx.rows(sql<Hit>`select id, kind, at, conversation_id from tenant.search(${query}, ${most}::int)`);
}

export interface HitText {
  readonly id: string;
  readonly case_id: string;
  readonly text: string;
}

/** The case of a message is read from the message: it may have moved since it was indexed. */
export function textsOf(
  tx: Transaction,
  workspaceId: string,
  ids: { readonly messages: readonly string[]; readonly notes: readonly string[]; readonly cases: readonly string[] },
): Promise<HitText[]> {
  return tx.rows(sql<HitText>`
    select id, case_id, left(concat_ws(E'\n', subject, text), 20000) as text from tenant.message where workspace_id = ${workspaceId} and id = any(${ids.messages}::uuid[])
    union all select id, case_id, left(text, 20000) from tenant.note where workspace_id = ${workspaceId} and id = any(${ids.notes}::uuid[])
    union all select id, id, coalesce(subject, unanswered_text, last_text, '') from tenant."case" where workspace_id = ${workspaceId} and id = any(${ids.cases}::uuid[])`);
}
