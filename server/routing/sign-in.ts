/** Who has come to work? Input at the desk is noted twice a minute and member; the first of a while makes routing look, for there are hands now. */
import { secondMs } from '@meanwhile/core/kernel/instant.ts';
import { withoutPlanMs } from '@meanwhile/core/routing/availability.ts';
import { presentForMs } from '@meanwhile/core/stance/stance.ts';
import { askStance } from '../live/live.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { askRouting } from './ask.ts';
import { saveInput } from './staff.store.ts';

/** A desk passes input on every half minute. */
const noteEveryMs = 25 * secondMs;

/** Called at every input of a member; failing to note one loses nothing but half a minute. */
export function createSignIns(platform: Platform): (workspaceId: string, memberId: string, at: number) => void {
  const noted = new Map<string, number>();
  return (workspaceId, memberId, at) => {
    const key = `${workspaceId} ${memberId}`;
    if (at - (noted.get(key) ?? 0) < noteEveryMs) return;
    noted.set(key, at);
    inWorkspace(platform.pool, workspaceId, async (tx) => {
      const quietMs = await saveInput(tx, workspaceId, memberId, at);
      if (quietMs === null || quietMs <= presentForMs) return false;
      await askStance(tx, workspaceId, at);
      if (quietMs > withoutPlanMs) await askRouting(tx, workspaceId, at);
      return true;
    }).then(
      (asked) => {
        if (asked) platform.bell.ring('routing');
      },
      (error: Error) => {
        noted.delete(key);
        platform.log.warn({ err: error }, 'that somebody is at the desk could not be noted');
      },
    );
  };
}
