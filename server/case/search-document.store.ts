/** SQL of the index of words: what can be found again is written here, by every step that stores words. Finding is `server/search`. */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { sql } from 'kysely';
import { columnsOf, insertRows } from '../platform/db/save-rows.ts';
import { hot, type Transaction } from '../platform/db/transaction.ts';

export interface SearchRow {
  readonly id: string;
  readonly kind: 'message' | 'note' | 'customer' | 'case';
  readonly case_id: string | null;
  readonly conversation_id: string | null;
  readonly at: string;
  readonly text: string;
}

/** Words are indexed as written (`simple`): names, numbers and several languages in one index; scripts without spaces by pairs of characters. */
export async function saveSearch(tx: Transaction, workspaceId: string, rows: readonly SearchRow[]): Promise<void> {
  await insertRows(
    tx,
    rows.map((row) => ({ ...row, text: searchableText(row.text) })),
    (json) => sql`
    insert into tenant.search_document (workspace_id, id, kind, case_id, conversation_id, at, tsv)
    select ${workspaceId}::uuid, r.id, r.kind, r.case_id, r.conversation_id, r.at, to_tsvector('simple', r.text)
    from jsonb_to_recordset(${json}::jsonb) as r (id uuid, kind text, case_id uuid, conversation_id uuid, at timestamptz, text text)
    on conflict (workspace_id, id) do update set tsv = excluded.tsv`,
  );
}

/** Of what was never indexed before: no row is looked for that could be there. */
export async function insertSearch(tx: Transaction, workspaceId: string, rows: readonly SearchRow[]): Promise<void> {
  if (rows.length === 0) return;
  const own = rows.map((row) => ({ ...row, text: searchableText(row.text) }));
  await tx.run(
    hot(sql`
    insert into tenant.search_document (workspace_id, id, kind, case_id, conversation_id, at, tsv)
    select ${workspaceId}::uuid, r.id, r.kind, r.case_id, r.conversation_id, r.at, to_tsvector('simple', r.text) from ${columnsOf(own, searchColumns)}`),
  );
}

const searchColumns = { id: 'uuid', kind: 'text', case_id: 'uuid', conversation_id: 'uuid', at: 'timestamptz', text: 'text' } as const;

const indexedChars = stepLimits.indexedChars;
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]{2,}/gu;

export function searchableText(text: string): string {
  const cut = text.slice(0, indexedChars);
  return cut.replace(unspaced, (run) => {
    const characters = [...run];
    return ` ${characters
      .slice(1)
      .map((character, index) => characters[index]! + character)
      .join(' ')} `;
  });
}
