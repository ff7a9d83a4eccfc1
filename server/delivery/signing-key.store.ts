/** SQL of signing keys, and of the directory that says whose key stands in a domain's DNS. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { newerThan, type Place } from '../platform/http/keyset.ts';

export interface SigningKeyRow {
  readonly id: string;
  readonly domain: string;
  readonly selector: string;
  /** Sealed. */
  readonly private_key: Buffer;
  readonly public_key: string;
  readonly created_at: number;
  readonly checked_at: number | null;
  readonly found_at: number | null;
}

const columns = sql`id, domain, selector, private_key, public_key, created_at, checked_at, found_at`;

export function listSigningKeys(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<SigningKeyRow[]> {
  return tx.rows(sql<SigningKeyRow>`select ${columns} from tenant.signing_key
    where workspace_id = ${workspaceId} and ${newerThan(after, sql`created_at`, sql`id`)} order by created_at, id limit ${most}`);
}

export function signingKeyById(tx: Transaction, workspaceId: string, id: string): Promise<SigningKeyRow | undefined> {
  return tx.row(sql<SigningKeyRow>`select ${columns} from tenant.signing_key where workspace_id = ${workspaceId} and id = ${id}`);
}

export function signingKeyFor(tx: Transaction, workspaceId: string, domain: string): Promise<SigningKeyRow | undefined> {
  return tx.row(sql<SigningKeyRow>`select ${columns} from tenant.signing_key where workspace_id = ${workspaceId} and domain = ${domain}`);
}

/** Where there is one for this domain already, nothing changes. */
export async function insertSigningKey(tx: Transaction, workspaceId: string, row: SigningKeyRow): Promise<void> {
  await tx.run(sql`
    insert into tenant.signing_key (workspace_id, id, domain, selector, private_key, public_key, created_at)
    values (${workspaceId}, ${row.id}, ${row.domain}, ${row.selector}, ${row.private_key}, ${row.public_key}, ${iso(row.created_at)})
    on conflict (workspace_id, domain) do nothing`);
}

export async function saveChecked(
  tx: Transaction,
  workspaceId: string,
  { id, checkedAt, foundAt }: { id: string; checkedAt: number; foundAt: number | null },
): Promise<void> {
  await tx.run(sql`
    update tenant.signing_key set checked_at = ${iso(checkedAt)}, found_at = ${foundAt === null ? null : iso(foundAt)} where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Whose record was found in this domain's DNS; null while nobody's was. */
export async function ownerOfDomain(tx: Transaction, domain: string): Promise<string | null> {
  const row = await tx.row(sql<{ workspace_id: string }>`select workspace_id from directory.signing_key where domain = ${domain}`);
  return row?.workspace_id ?? null;
}

/** The DNS shows who rules a domain: whoever's record is found there now has it. */
export async function takeDomain(tx: Transaction, workspaceId: string, domain: string, at: number): Promise<void> {
  await tx.run(sql`
    insert into directory.signing_key (domain, workspace_id, proved_at) values (${domain}, ${workspaceId}, ${iso(at)})
    on conflict (domain) do update set workspace_id = excluded.workspace_id, proved_at = excluded.proved_at where directory.signing_key.workspace_id <> excluded.workspace_id`);
}

export async function leaveDomain(tx: Transaction, workspaceId: string, domain: string): Promise<void> {
  await tx.run(sql`delete from directory.signing_key where domain = ${domain} and workspace_id = ${workspaceId}`);
}

/** Does one of the workspace's own channels write from this domain? */
export async function writesFrom(tx: Transaction, workspaceId: string, domain: string): Promise<boolean> {
  const row = await tx.row(sql`
    select 1 from tenant.channel where workspace_id = ${workspaceId} and type = 'email' and removed_at is null
      and split_part(settings ->> 'address', '@', 2) = ${domain} limit 1`);
  return row !== undefined;
}
