/**
 * Was the event log changed behind our back? Every event appended is chained, workspace by workspace, into seals: SHA-256 over the seal before
 * and the digests of the events since, in commit order. Sealing runs beside the hot path over what no open transaction can still add to, so
 * the newest events (at most a minute, unless a transaction stays open) are not sealed yet. Looking for breaks is `verify-audit.ts`.
 */
import { sql } from 'kysely';
import { iso } from '../db/instant.ts';
import { acrossWorkspaces, inWorkspace } from '../db/transaction.ts';
import { inBatches } from '../jobs/in-batches.ts';
import type { Platform } from '../platform.ts';

const sealEveryMs = 20_000;
export const eventsPerSeal = 5_000;

/**
 * What is chained of one event `e`: everything but its place in this database (which a restore gives anew) and its payload, which counts by
 * its digest sha256(salt ‖ payload), taken when it was appended: an erased payload leaves the chain whole.
 */
export const eventLine = sql`sha256(convert_to(jsonb_build_array(e.id, e.epoch, (extract(epoch from e.at) * 1000000)::bigint, e.type, e.audience, e.conversation_id, e.case_id,
  e.channel_id, e.subject_id, e.member_id, e.actor)::text, 'UTF8') || e.digest)`;

/** What stands where the first seal of a workspace names the one before. */
export function firstPrevious(workspaceId: string) {
  return sql`sha256(convert_to(${workspaceId}::text, 'UTF8'))`;
}

/** A round for a loop: seals every workspace that has something new, at most every 20 s. Gives 0: it never has more to do at once. */
export function createAuditSealer(platform: Platform): () => Promise<number> {
  let sealedAt = Number.NEGATIVE_INFINITY;
  let sinceXid: string | null = null;
  return async () => {
    const startAt = platform.clock.machineNowAt();
    if (startAt - sealedAt < sealEveryMs) return 0;
    const { workspaceIds, xmin } = await waiting(platform, sinceXid);
    for (const workspaceId of workspaceIds) await sealWorkspace(platform, workspaceId);
    // Kept only when all went well: a failed round looks at the same workspaces again.
    sinceXid = xmin;
    sealedAt = startAt;
    return 0;
  };
}

/** Workspaces with events since then; after a start all of them. `xmin`: below it nothing new can come. */
async function waiting(platform: Platform, sinceXid: string | null): Promise<{ workspaceIds: string[]; xmin: string }> {
  const xmin = await acrossWorkspaces(platform.streamPool, (tx) =>
    tx.row(sql<{ xmin: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`),
  );
  const rows =
    sinceXid === null
      ? await acrossWorkspaces(platform.workPool, (tx) => tx.rows(sql<{ id: string }>`select workspace_id as id from directory.workspace`))
      : await acrossWorkspaces(platform.streamPool, (tx) =>
          tx.rows(sql<{ id: string }>`select distinct workspace_id as id from tenant.event where xid >= ${sinceXid}::xid8`),
        );
  return { workspaceIds: rows.map((row) => row.id), xmin: xmin!.xmin };
}

/** Seals what can be sealed now; gives how many events that were. Several processes may do it at once: one works, the others leave it. */
export function sealWorkspace(platform: Platform, workspaceId: string): Promise<number> {
  return inBatches(eventsPerSeal, () => sealOnce(platform, workspaceId));
}

function sealOnce(platform: Platform, workspaceId: string): Promise<number> {
  const at = iso(platform.clock.nowAt());
  return inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const ours = await tx.row(
      sql<{ ours: boolean }>`select pg_try_advisory_xact_lock(hashtextextended(${`${workspaceId} seal`}, 7304)) as ours`,
    );
    if (ours?.ours !== true) return 0;
    const sealed = await tx.row(sql<{ event_count: number }>`
      with last as (select upto_xid, upto_n, seal from tenant.audit_seal where workspace_id = ${workspaceId} order by upto_xid desc, upto_n desc limit 1),
        since as (select coalesce((select upto_xid from last), '0'::xid8) as xid, coalesce((select upto_n from last), 0) as n,
          coalesce((select seal from last), ${firstPrevious(workspaceId)}) as previous),
        fresh as (select e.xid, e.n, ${eventLine} as line from tenant.event e, since
          where e.workspace_id = ${workspaceId} and (e.xid, e.n) > (since.xid, since.n) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
          order by e.xid, e.n limit ${eventsPerSeal}),
        upto as (select xid, n from fresh order by xid desc, n desc limit 1)
      insert into tenant.audit_seal (workspace_id, upto_xid, upto_n, event_count, previous, seal, sealed_at)
      select ${workspaceId}::uuid, upto.xid, upto.n, (select count(*)::int from fresh), since.previous,
        sha256(since.previous || (select string_agg(line, ''::bytea order by xid, n) from fresh)), ${at}::timestamptz
      from upto, since returning event_count`);
    return sealed?.event_count ?? 0;
  });
}
