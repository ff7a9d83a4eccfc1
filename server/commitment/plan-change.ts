/**
 * Opening hours or the people planned change: which times that channels tell now could be kept before and cannot after? Asked on both sides of the
 * change, inside its transaction, so that a refusal undoes it. A time that was past keeping already holds up no change; the three tests have marked it.
 */
import type { Keepable } from '@meanwhile/core/commitment/estimate-gate.ts';
import type { Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { sql } from 'kysely';
import { staffingPlan, unkeepable, type At } from './keepable.ts';

export type TimesKept = ReadonlyMap<string, Keepable | null>;

/** By reply policy, of those that open channels name. */
export async function timesKept(here: At): Promise<TimesKept> {
  const rows = await here.tx.rows(sql<{ policy_id: string }>`
    select distinct policy_id from tenant.channel where workspace_id = ${here.workspaceId} and state = 'open' and removed_at is null and policy_id is not null`);
  const found = new Map<string, Keepable | null>();
  if (rows.length === 0) return found;
  const plan = await staffingPlan(here);
  for (const { policy_id } of rows) found.set(policy_id, await plan.keepable(policy_id));
  return found;
}

export interface ChangeOfPlan {
  /** It breaks a time told and nobody says why it is made all the same. */
  readonly refusal: Refusal | null;
  /** What the log says of one made in spite of it; else empty. */
  readonly kept: object;
  /** Whose time can no longer be kept. */
  readonly policyIds: readonly string[];
}

/** After the change. The worst time is the one that is named. */
export async function noLongerKept(here: At, before: TimesKept, keptBecause: string | undefined): Promise<ChangeOfPlan> {
  const after = before.size === 0 ? before : await timesKept(here);
  const broken = [...after].flatMap(([policyId, found]) =>
    found?.verdict === 'refused' && before.get(policyId)?.verdict === 'keepable' ? [{ policyId, found }] : [],
  );
  const [worst] = broken.toSorted((a, b) => b.found.lateShare - a.found.lateShare);
  if (worst === undefined) return { refusal: null, kept: {}, policyIds: [] };
  return { ...(await unkeepable(here, worst, keptBecause)), policyIds: broken.map((one) => one.policyId) };
}
