/**
 * How is a customer forgotten? What they and we said, their names, addresses, files and originals go, in the log of events too; what stays
 * is that there were cases and whether times were kept. The log's chain of digests stays whole. Cannot be undone.
 */
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import type { NewEvent } from '../platform/stream/append-event.ts';
import { rememberErased } from './erased-list.ts';
import { emptyConversations, emptyCustomers, emptyLog, isBusy, lockMeant } from './erase.store.ts';

export interface Erasing {
  readonly tx: Transaction;
  readonly workspaceId: string;
  readonly at: number;
  readonly platform: Pick<Platform, 'blobs' | 'settings'>;
}

/**
 * Gives the event to append, or null when they were forgotten before. `not_found`, or `customer_busy` while a case is open or an answer is on
 * its way. The list outside the database is written and the files are removed before the commit: should that fail, the next start finds them
 * on the list and does the rest, which is what was asked for.
 */
export async function eraseCustomer(erasing: Erasing, customerId: string): Promise<Omit<NewEvent, 'actor'> | null | Refusal> {
  const { tx, workspaceId, at, platform } = erasing;
  const meant = await lockMeant(tx, workspaceId, customerId);
  if (meant === undefined) return refuse('not_found');
  if (meant.erased) return null;
  if (await isBusy(tx, workspaceId, meant)) return refuse('customer_busy');
  const blobKeys = await emptyConversations(tx, workspaceId, meant);
  await emptyCustomers(tx, workspaceId, meant, at);
  await emptyLog(tx, meant, at + 1);
  await rememberErased(platform.settings.dataDir, { workspaceId, customerId, at });
  for (const key of blobKeys) await platform.blobs.remove(key);
  return { type: 'customer.erased', audience: 'desk', subjectId: customerId, payload: { customerId } };
}
