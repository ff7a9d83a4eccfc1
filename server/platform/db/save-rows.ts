/** How do many rows travel in one statement? As one JSON parameter that `jsonb_to_recordset` takes apart; no rows, no statement. */
import type { RawBuilder } from 'kysely';
import type { Transaction } from './transaction.ts';

export async function saveRows(tx: Transaction, rows: readonly unknown[], statement: (json: string) => RawBuilder<unknown>): Promise<void> {
  if (rows.length > 0) await tx.run(statement(JSON.stringify(rows)));
}
