/** SQL of link codes: made for a customer, taken once. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

const digestOf = (workspaceId: string, code: string): Buffer => createHash('sha256').update(`${workspaceId} ${code}`).digest();

export interface NewLinkCode {
  readonly code: string;
  readonly customerId: string;
  readonly channelId: string;
  /** Their address, as it stands in the words. */
  readonly hint: string;
  readonly by: string;
  readonly at: number;
  readonly expiresAt: number;
}

export async function insertLinkCode(tx: Transaction, workspaceId: string, of: NewLinkCode): Promise<void> {
  await tx.run(sql`
    insert into tenant.customer_link (workspace_id, digest, customer_id, channel_id, hint, made_by, made_at, expires_at)
    values (${workspaceId}, ${digestOf(workspaceId, of.code)}, ${of.customerId}, ${of.channelId}, ${of.hint}, ${of.by}, ${iso(of.at)}, ${iso(of.expiresAt)})`);
}

export interface LinkCode {
  readonly hint: string;
  /** Who they are now, after merges. */
  readonly survivor_id: string;
}

/** Locked; undefined where there is none that is good now. */
export function lockLinkCode(
  tx: Transaction,
  workspaceId: string,
  { code, channelId, at }: { readonly code: string; readonly channelId: string; readonly at: number },
): Promise<LinkCode | undefined> {
  return tx.row(sql<LinkCode>`
    select lc.hint, cu.id as survivor_id from tenant.customer_link lc
    left join tenant.customer_merge mg on mg.workspace_id = lc.workspace_id and mg.from_customer_id = lc.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = lc.workspace_id and cu.id = coalesce(mg.into_customer_id, lc.customer_id)
    where lc.workspace_id = ${workspaceId} and lc.digest = ${digestOf(workspaceId, code)} and lc.channel_id = ${channelId} and lc.used_at is null and lc.expires_at > ${iso(at)}
      and cu.erased_at is null and cu.blocked_at is null for update of lc`);
}

export async function useLinkCode(tx: Transaction, workspaceId: string, code: string, at: number): Promise<void> {
  await tx.run(
    sql`update tenant.customer_link set used_at = ${iso(at)} where workspace_id = ${workspaceId} and digest = ${digestOf(workspaceId, code)}`,
  );
}

/** Does somebody have this proved address already? */
export async function isKnownSender(tx: Transaction, workspaceId: string, scheme: string, value: string): Promise<boolean> {
  const row = await tx.row(
    sql`select 1 from tenant.identity where workspace_id = ${workspaceId} and scheme = ${scheme} and value = ${value} and proof <> 'claimed'`,
  );
  return row !== undefined;
}

export async function forgetLinkCodes(tx: Transaction, workspaceId: string, at: number): Promise<void> {
  await tx.run(sql`delete from tenant.customer_link where workspace_id = ${workspaceId} and expires_at < ${iso(at)}`);
}
