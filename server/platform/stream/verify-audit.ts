/**
 * Does the event log still say what it said? Walks a workspace's seals from the first one and works each out again from the events. It finds
 * edits, gaps, additions and a broken order in what is sealed; somebody who can rewrite the whole chain is found by a seal kept elsewhere.
 */
import { sql } from 'kysely';
import { inWorkspace, type Transaction } from '../db/transaction.ts';
import type { Platform } from '../platform.ts';
import { eventLine, firstPrevious } from './audit-seal.ts';

export interface AuditFinding {
  /**
   * `edited`: this event's payload is not the one that was appended. `altered`: another field, or the order of events, changed below this seal.
   * `gap`: events are missing below it. `added`: there are more than were sealed. `order`: the seal does not follow the one before.
   * `anchor_missing`: the seal kept elsewhere is not in the chain.
   */
  readonly kind: 'edited' | 'altered' | 'gap' | 'added' | 'order' | 'anchor_missing';
  /** The event for `edited`; else the seal, in hex. */
  readonly where: string;
}

export interface AuditReport {
  readonly findings: readonly AuditFinding[];
  readonly sealCount: number;
  readonly sealedEventCount: number;
  readonly unsealedEventCount: number;
  /** Sealed events whose payload was erased; lawful only together with an erasure. */
  readonly erasedCount: number;
  /** The newest seal in hex, to be kept outside; null before the first. */
  readonly head: string | null;
}

interface SealRow {
  readonly upto_xid: string;
  readonly upto_n: number;
  readonly event_count: number;
  readonly previous: Buffer;
  readonly seal: Buffer;
}

/** `anchor`: a `head` of an earlier report that was kept outside. Reads only. */
export function verifyAudit(platform: Pick<Platform, 'workPool'>, workspaceId: string, anchor: string | null = null): Promise<AuditReport> {
  return inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const seals = await tx.rows(sql<SealRow>`
      select upto_xid::text, upto_n, event_count, previous, seal from tenant.audit_seal where workspace_id = ${workspaceId} order by audit_seal.upto_xid, audit_seal.upto_n`);
    const findings: AuditFinding[] = [];
    let erasedCount = 0;
    let before = await firstLink(tx, workspaceId);
    for (const seal of seals) {
      const where = seal.seal.toString('hex');
      if (!seal.previous.equals(before.seal)) findings.push({ kind: 'order', where });
      const found = await readSealed(tx, workspaceId, before, seal);
      erasedCount += found.erased;
      findings.push(...found.edited.map((id) => ({ kind: 'edited' as const, where: id })));
      if (found.count < seal.event_count) findings.push({ kind: 'gap', where });
      else if (found.count > seal.event_count) findings.push({ kind: 'added', where });
      else if (found.seal === null || !found.seal.equals(seal.seal)) findings.push({ kind: 'altered', where });
      before = seal;
    }
    if (anchor !== null && !seals.some((seal) => seal.seal.toString('hex') === anchor))
      findings.push({ kind: 'anchor_missing', where: anchor });
    const rest = await tx.row(sql<{ count: number }>`
      select count(*)::int as count from tenant.event e where e.workspace_id = ${workspaceId} and (e.xid, e.n) > (${before.upto_xid}::xid8, ${before.upto_n}::bigint)`);
    return {
      findings,
      erasedCount,
      sealCount: seals.length,
      unsealedEventCount: rest!.count,
      sealedEventCount: seals.reduce((sum, seal) => sum + seal.event_count, 0),
      head: seals.at(-1)?.seal.toString('hex') ?? null,
    };
  });
}

type Link = Pick<SealRow, 'upto_xid' | 'upto_n' | 'seal'>;

async function firstLink(tx: Transaction, workspaceId: string): Promise<Link> {
  const row = await tx.row(sql<{ seal: Buffer }>`select ${firstPrevious(workspaceId)} as seal`);
  return { upto_xid: '0', upto_n: 0, seal: row!.seal };
}

async function readSealed(
  tx: Transaction,
  workspaceId: string,
  after: Link,
  seal: SealRow,
): Promise<{ count: number; seal: Buffer | null; erased: number; edited: string[] }> {
  const row = await tx.row(sql<{ count: number; seal: Buffer | null; erased: number; edited: string[] | null }>`
    select count(*)::int as count, sha256(${seal.previous}::bytea || string_agg(${eventLine}, ''::bytea order by e.xid, e.n)) as seal,
      count(*) filter (where e.payload is null)::int as erased,
      array_agg(e.id::text order by e.xid, e.n) filter (where e.payload is not null and e.digest <> sha256(coalesce(e.salt, ''::bytea) || convert_to(e.payload::text, 'UTF8'))) as edited
    from tenant.event e where e.workspace_id = ${workspaceId}
      and (e.xid, e.n) > (${after.upto_xid}::xid8, ${after.upto_n}::bigint) and (e.xid, e.n) <= (${seal.upto_xid}::xid8, ${seal.upto_n}::bigint)`);
  return { ...row!, edited: row!.edited ?? [] };
}
