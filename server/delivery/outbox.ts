/**
 * Who waits for a mail server that does not answer? Its own workspace, and only beyond so many mails at once. A round goes on after a moment
 * and leaves the slow ones to themselves; how one mail goes out is `deliver.ts`.
 */
import { pause } from '../platform/clock/pause.ts';
import { acrossWorkspaces } from '../platform/db/transaction.ts';
import { dueItems, firstDueAt, type DueItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { prepare, send, type SendDeps } from './deliver.ts';

export interface Outbox {
  /** Everything due, a few at a time. Gives how many items were taken; 0 where nothing may be sent now. */
  round(): Promise<number>;
  /** The earliest that may be sent when it is due. */
  nextDueAt(): Promise<number | null>;
  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void>;
}

const atOnce = { round: 8, workspace: 8, all: 32 } as const;
/** Most servers answer within this; whoever does not is waited for by nobody else. */
const patienceMs = 250;

export function createOutbox(platform: Platform, deps: SendDeps, mostMs = patienceMs): Outbox {
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
      const attempt = await prepare(platform, deps, item);
      if (attempt !== null) await send(platform, deps, attempt);
    } finally {
      count(item.workspace_id, -1);
    }
  };

  /** What is still on its way when the round goes on; its failure can only be told to the log. */
  const leave = (going: Promise<void>): void => {
    const told = going
      .catch((error: unknown) => platform.log.error({ err: error }, 'a mail that took long could not be sent'))
      .then(() => {
        late.delete(told);
        platform.bell.ring('delivery');
      });
    late.add(told);
  };

  return {
    async round() {
      if (isFull()) return 0;
      const nowAt = platform.clock.nowAt();
      const due = await acrossWorkspaces(platform.workPool, (tx) => dueItems(tx, 'delivery', nowAt, atOnce.round, busy()));
      const free = new Map<string, number>();
      const items = due.filter(({ workspace_id: id }) => {
        const left = free.get(id) ?? atOnce.workspace - (flying.get(id) ?? 0);
        free.set(id, left - 1);
        return left > 0;
      });
      const ended = new Set<Promise<void>>();
      const going = items.map((item) => {
        const sending = one(item);
        const end = (): void => void ended.add(sending);
        sending.then(end, end);
        return sending;
      });
      await Promise.race([Promise.allSettled(going), ...(mostMs === Number.POSITIVE_INFINITY ? [] : [pause(mostMs)])]);
      for (const sending of going) if (!ended.has(sending)) leave(sending);
      const settled = await Promise.allSettled(going.filter((sending) => ended.has(sending)));
      const failed = settled.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw new Error('not everything due could be sent', { cause: failed.reason });
      return items.length;
    },
    async nextDueAt() {
      if (isFull()) return null;
      return acrossWorkspaces(platform.workPool, (tx) => firstDueAt(tx, 'delivery', busy()));
    },
    async settled() {
      await Promise.all(late);
    },
  };
}

/** One round that waits for every mail: for tests and for whoever sends by hand. */
export function deliverDue(platform: Platform, deps: SendDeps): Promise<number> {
  return createOutbox(platform, deps, Number.POSITIVE_INFINITY).round();
}
