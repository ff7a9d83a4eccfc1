/** SQL of link codes: made for a customer, taken once. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

const digestOf = (workspaceId: string, code: string): Buffer => createHash('sha256').update(`${workspaceId} ${code}`).digest();

export interface NewLinkCode {
  readonly code: string;
  readonly customerId: string;
  readonly caseId: string;
  readonly hint: string;
  readonly by: string;
  readonly at: number;
  readonly expiresAt: number;
}

export async function insertLinkCode(tx: Transaction, workspaceId: string, of: NewLinkCode): Promise<void> {
  await tx.run(sql`
    insert into tenant.customer_link (workspace_id, digest, customer_id, case_id, hint, made_by, made_at, expires_at)
    values (${workspaceId}, ${digestOf(workspaceId, of.code)}, ${of.customerId}, ${of.caseId}, ${of.hint}, ${of.by}, ${iso(of.at)}, ${iso(of.expiresAt)})`);
}

export interface LinkCode {
  readonly hint: string;
  /** Who they are now, after merges. */
  readonly survivor_id: string;
}

/** Locked; undefined where there is none that is good now. */
export function lockLinkCode(tx: Transaction, workspaceId: string, code: string, at: number): Promise<LinkCode | undefined> {
  return tx.row(sql<LinkCode>`
    select lc.hint, cu.id as survivor_id from tenant.customer_link lc
    left join tenant.customer_merge mg on mg.workspace_id = lc.workspace_id and mg.from_customer_id = lc.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = lc.workspace_id and cu.id = coalesce(mg.into_customer_id, lc.customer_id)
    where lc.workspace_id = ${workspaceId} and lc.digest = ${digestOf(workspaceId, code)} and lc.used_at is null and lc.expires_at > ${iso(at)}
      and cu.erased_at is null and cu.blocked_at is null for update of lc`);
}

export async function useLinkCode(tx: Transaction, workspaceId: string, code: string, at: number): Promise<void> {
  await tx.run(
    sql`update tenant.customer_link set used_at = ${iso(at)} where workspace_id = ${workspaceId} and digest = ${digestOf(workspaceId, code)}`,
  );
}

export interface KnownSender {
  readonly customer_id: string;
  readonly survivor_id: string;
}

/** Whose this proved address is; undefined where nobody has it yet. */
export function provedSender(tx: Transaction, workspaceId: string, scheme: string, value: string): Promise<KnownSender | undefined> {
  return tx.row(sql<KnownSender>`
    select i.customer_id, coalesce(m.into_customer_id, i.customer_id) as survivor_id from tenant.identity i
    left join tenant.customer_merge m on m.workspace_id = i.workspace_id and m.from_customer_id = i.customer_id and m.undone_at is null
    where i.workspace_id = ${workspaceId} and i.scheme = ${scheme} and i.value = ${value} and i.proof <> 'claimed'`);
}

/** Has a site proved each of them to be one of its customers? Then they are two, whatever a code says. */
export async function areTwoOfASite(tx: Transaction, workspaceId: string, customerIds: readonly [string, string]): Promise<boolean> {
  const rows = await tx.rows(sql<{ customer_id: string }>`
    select distinct coalesce(m.into_customer_id, i.customer_id) as customer_id from tenant.identity i
    left join tenant.customer_merge m on m.workspace_id = i.workspace_id and m.from_customer_id = i.customer_id and m.undone_at is null
    where i.workspace_id = ${workspaceId} and i.scheme = 'site' and coalesce(m.into_customer_id, i.customer_id) = any(${customerIds}::uuid[])`);
  return rows.length === 2;
}

export async function forgetLinkCodes(tx: Transaction, workspaceId: string, at: number): Promise<void> {
  await tx.run(sql`delete from tenant.customer_link where workspace_id = ${workspaceId} and expires_at < ${iso(at)}`);
}
