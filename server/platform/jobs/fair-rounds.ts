/**
 * Who waits for somebody outside who does not answer? Their own workspace, and only beyond so many at once. A round goes on after a moment and
 * leaves the slow ones to themselves; what one item means is its step's.
 */
import { pause } from '../clock/pause.ts';
import { acrossWorkspaces } from '../db/transaction.ts';
import type { Platform } from '../platform.ts';
import type { Ring } from '../stream/bell.ts';
import { dueItems, firstDueAt, type DueItem } from './work-item.ts';

export interface FairRounds {
  /** Everything due, a few at a time. Gives how many items were taken; 0 where nothing may be begun now. */
  round(): Promise<number>;
  /** When the earliest that may be begun is due. */
  nextDueAt(): Promise<number | null>;
  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void>;
}

export interface FairWork {
  /** Of `work.item`. */
  readonly kind: string;
  /** Rung when a slow one has ended and left its place. */
  readonly ring: Ring;
  /** So many are begun in a round, and go on side by side for one workspace and for all. */
  readonly atOnce: { readonly round: number; readonly workspace: number; readonly all: number };
  /** A round waits this long for what it began; `Infinity`: for all of it. */
  readonly patienceMs: number;
  one(item: DueItem): Promise<void>;
}

export function createFairRounds(platform: Platform, { kind, ring, atOnce, patienceMs, one: work }: FairWork): FairRounds {
  const flying = new Map<string, number>();
  const late = new Set<Promise<void>>();
  const busy = (): string[] => [...flying].filter(([, count]) => count >= atOnce.workspace).map(([workspaceId]) => workspaceId);
  const isFull = (): boolean => [...flying.values()].reduce((sum, count) => sum + count, 0) >= atOnce.all;
  const count = (workspaceId: string, by: 1 | -1): void => {
    const left = (flying.get(workspaceId) ?? 0) + by;
    if (left === 0) flying.delete(workspaceId);
    else flying.set(workspaceId, left);
  };

  const one = async (item: DueItem): Promise<void> => {
    count(item.workspace_id, 1);
    try {
      await work(item);
    } finally {
      count(item.workspace_id, -1);
    }
  };

  /** What is still on its way when the round goes on; its failure can only be told to the log. */
  const leave = (going: Promise<void>): void => {
    const told = going
      .catch((error: unknown) => platform.log.error({ err: error, kind }, 'work that took long failed'))
      .then(() => {
        late.delete(told);
        platform.bell.ring(ring);
      });
    late.add(told);
  };

  return {
    async round() {
      if (isFull()) return 0;
      const nowAt = platform.clock.nowAt();
      const due = await acrossWorkspaces(platform.workPool, (tx) => dueItems(tx, kind, nowAt, atOnce.round, busy()));
      const free = new Map<string, number>();
      const items = due.filter(({ workspace_id: id }) => {
        const left = free.get(id) ?? atOnce.workspace - (flying.get(id) ?? 0);
        free.set(id, left - 1);
        return left > 0;
      });
      const ended = new Set<Promise<void>>();
      const going = items.map((item) => {
        const working = one(item);
        const end = (): void => void ended.add(working);
        working.then(end, end);
        return working;
      });
      await Promise.race([Promise.allSettled(going), ...(patienceMs === Number.POSITIVE_INFINITY ? [] : [pause(patienceMs)])]);
      for (const working of going) if (!ended.has(working)) leave(working);
      const settled = await Promise.allSettled(going.filter((working) => ended.has(working)));
      const failed = settled.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw new Error(`not everything due could be done: ${kind}`, { cause: failed.reason });
      return items.length;
    },
    async nextDueAt() {
      if (isFull()) return null;
      return acrossWorkspaces(platform.workPool, (tx) => firstDueAt(tx, kind, busy()));
    },
    async settled() {
      await Promise.all(late);
    },
  };
}
