/**
 * A channel is open though a test fails: who answers for it, why, and until when. The same whether it is said of the channel itself or of a reply
 * time, opening hours or a plan that open channels rest on: it lapses after fourteen days and stands on Today until then.
 */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { overrideDays } from '@meanwhile/core/stance/three-tests.ts';
import { sql } from 'kysely';
import { askGate } from '../commitment/commitment.ts';
import type { Here } from '../platform/here.ts';
import { replaceOverride } from './gate.store.ts';

export interface Overriding {
  readonly because: string;
  /** As in the log. */
  readonly actor: string;
}

export interface Override {
  readonly id: string;
  readonly untilAt: number;
}

/** A newer one takes the place of one that holds. */
export async function overrideChannel({ tx, workspaceId, platform, at }: Here, channelId: string, by: Overriding): Promise<Override> {
  const made = { id: platform.clock.newId<'override'>() as string, untilAt: at + overrideDays * dayMs };
  const row = { id: made.id, channel_id: channelId, because: by.because, made_by: by.actor, made_at: at, until_at: made.untilAt };
  await replaceOverride(tx, workspaceId, row);
  await askGate(tx, workspaceId, at);
  return made;
}

/** Of every open channel that names one of these reply policies. */
export async function overrideForTimes(here: Here, policyIds: readonly string[], by: Overriding): Promise<void> {
  const rows = await here.tx.rows(sql<{ id: string }>`
    select id from tenant.channel where workspace_id = ${here.workspaceId} and policy_id = any(${policyIds}::uuid[]) and state = 'open' and removed_at is null order by id`);
  for (const { id } of rows) await overrideChannel(here, id, by);
}
