/** Where and when does a verb work? In one workspace's transaction, at one instant: every row and event it writes carries this one. */
import type { Transaction } from './db/transaction.ts';
import type { Platform } from './platform.ts';

export interface Here {
  readonly platform: Platform;
  readonly tx: Transaction;
  readonly workspaceId: string;
  readonly at: number;
}
