/** Looks at the three tests of a workspace's channels soon: asked for wherever opening hours, reply times, people planned or channels change. */
import type { Transaction } from '../platform/db/transaction.ts';
import { putItem } from '../platform/jobs/work-item.ts';

export const gateKind = 'gate';

export function askGate(tx: Transaction, workspaceId: string, at: number): Promise<void> {
  return putItem(tx, workspaceId, { kind: gateKind, rowId: workspaceId, dueAt: at });
}
