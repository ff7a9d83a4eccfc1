/**
 * What does one answer take, and how much of planned time goes into answers? The one place that says so: the estimate, the check whether a time can be
 * kept, the three tests and Today reckon with it. Routing's own order needs no more than that every answer takes the same.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { handleTime } from '@meanwhile/core/commitment/estimate-handle.ts';
import { dayMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { estimateSettings, handledCases } from './estimate.store.ts';

export interface WorkFigures {
  /** On average; measured from fifty answers on, else what the workspace set. */
  readonly perReplyMs: number;
  readonly source: 'starter' | 'measured';
  readonly productiveShare: number;
}

/**
 * Occupancy × (1 − what is lost within shifts) = .80 × .70, usual starting values of workload planning (domain.md §5.1). Nobody measures it; where a
 * margin was learnt from answers, those answers were reckoned with the same share, so that it cancels out.
 */
export const productiveShare = 0.56;
const mostHandled = stepLimits.estimateHandled;
const handledOverMs = 28 * dayMs;

export async function workFigures(tx: Transaction, workspaceId: string, at: number): Promise<WorkFigures> {
  const { starter_handle_minutes } = await estimateSettings(tx, workspaceId);
  const handled = await handledCases(tx, workspaceId, { sinceAt: at - handledOverMs, most: mostHandled });
  const { meanMs, basis } = handleTime(handled, starter_handle_minutes * minuteMs);
  return { perReplyMs: meanMs, source: basis, productiveShare };
}
