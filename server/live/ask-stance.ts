/** Looks at the stance of a workspace's channels soon: asked for wherever people come, go or are planned, and where a channel changes. */
import type { Transaction } from '../platform/db/transaction.ts';
import { putItem } from '../platform/jobs/work-item.ts';

export const stanceKind = 'stance';

export function askStance(tx: Transaction, workspaceId: string, at: number): Promise<void> {
  return putItem(tx, workspaceId, { kind: stanceKind, rowId: workspaceId, dueAt: at });
}
