/** Whole cases for the wire: facts and the customer beside them, for many in two statements. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { caseCustomers } from './case-customer.ts';
import { casesById, type CaseFactsRow } from './case.store.ts';
import { presentCase } from './present-case.ts';

/** Wire rows in the order of `ids`; ids that do not exist here are left out. */
export async function presentCases(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<CaseRow[]> {
  if (ids.length === 0) return [];
  const rows = new Map((await casesById(tx, workspaceId, ids)).map((row) => [row.id, row]));
  const found = ids.map((id) => rows.get(id)).filter((row) => row !== undefined);
  const customers = await caseCustomers(
    tx,
    workspaceId,
    found.map((row) => row.conversation_id),
  );
  return found.map((row) => presentCase(row, customers.get(row.conversation_id)!));
}

export async function presentOne(tx: Transaction, workspaceId: string, row: CaseFactsRow): Promise<CaseRow> {
  const customers = await caseCustomers(tx, workspaceId, [row.conversation_id]);
  return presentCase(row, customers.get(row.conversation_id)!);
}
