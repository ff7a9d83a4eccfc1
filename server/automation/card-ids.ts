/**
 * By which ids do other systems know the customer of a case? Only those that are proved: an address somebody merely typed would show an agent
 * what is known of its real owner. With a customer go those merged into them.
 */
import type { CardIds } from '@meanwhile/core/automation/card-link.ts';
import { caseCustomers, casesById, identitiesOfCustomers } from '../case/case.ts';
import type { Transaction } from '../platform/db/transaction.ts';

/** Undefined: there is no such case here. Of several addresses the one that is known longest. */
export async function idsOfCase(tx: Transaction, workspaceId: string, caseId: string): Promise<CardIds | undefined> {
  const row = (await casesById(tx, workspaceId, [caseId]))[0];
  if (row === undefined) return undefined;
  const customer = (await caseCustomers(tx, workspaceId, [row.conversation_id])).get(row.conversation_id);
  if (customer === undefined) return undefined;
  const proved = (await identitiesOfCustomers(tx, workspaceId, [customer.id])).filter((one) => one.proof !== 'claimed');
  const first = (scheme: string): string | null => proved.find((one) => one.scheme === scheme)?.value ?? null;
  return {
    customerId: customer.id,
    externalId: first('site'),
    email: first('email'),
    phone: first('phone'),
    caseNumber: String(row.number),
  };
}
