/** SQL of signing in to mailboxes: the workspace's keys at the providers, sign-ins under way, and who renews a token. */
import type { MailProvider, MailWay } from '@meanwhile/wire/mailbox-sign-ins.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface KeyRow {
  readonly provider: MailProvider;
  readonly client_id: string;
  readonly directory: string | null;
  readonly secret: Buffer;
  readonly changed_by: string;
  readonly changed_at: number;
}

export function listKeys(tx: Transaction, workspaceId: string): Promise<KeyRow[]> {
  return tx.rows(sql<KeyRow>`
    select provider, client_id, directory, secret, changed_by, changed_at from tenant.mailbox_key where workspace_id = ${workspaceId}`);
}

export async function findKey(tx: Transaction, workspaceId: string, provider: MailProvider): Promise<KeyRow | undefined> {
  return (await listKeys(tx, workspaceId)).find((row) => row.provider === provider);
}

export async function saveKey(tx: Transaction, workspaceId: string, row: KeyRow): Promise<void> {
  await tx.run(sql`
    insert into tenant.mailbox_key (workspace_id, provider, client_id, directory, secret, changed_by, changed_at)
    values (${workspaceId}, ${row.provider}, ${row.client_id}, ${row.directory}, ${row.secret}, ${row.changed_by}, ${iso(row.changed_at)})
    on conflict (workspace_id, provider) do update set client_id = excluded.client_id, directory = excluded.directory, secret = excluded.secret,
      changed_by = excluded.changed_by, changed_at = excluded.changed_at`);
}

export async function removeKey(tx: Transaction, workspaceId: string, provider: MailProvider): Promise<void> {
  await tx.run(sql`delete from tenant.mailbox_key where workspace_id = ${workspaceId} and provider = ${provider}`);
}

/** What becomes of a sign-in: a new mailbox of a channel, or one that is there opened again. */
export interface Asked {
  readonly mailboxId: string | null;
  readonly channelId: string;
  readonly address: string;
  readonly sends: boolean;
  /** Absent: IMAP. */
  readonly way?: MailWay;
  readonly startedAt: number;
}

export interface AttemptRow {
  readonly id: string;
  readonly provider: MailProvider;
  readonly begun_by: string;
  readonly asked: Asked;
  readonly secret: Buffer;
  readonly proof_hash: Buffer;
  readonly expires_at: number;
}

/** Takes those out that nobody came back for, too. */
export async function insertAttempt(tx: Transaction, workspaceId: string, row: AttemptRow, at: number): Promise<void> {
  await tx.run(sql`delete from tenant.mailbox_attempt where workspace_id = ${workspaceId} and expires_at < ${iso(at)}`);
  await tx.run(sql`
    insert into tenant.mailbox_attempt (workspace_id, id, provider, begun_by, asked, secret, proof_hash, expires_at)
    values (${workspaceId}, ${row.id}, ${row.provider}, ${row.begun_by}, ${JSON.stringify(row.asked)}::jsonb, ${row.secret}, ${row.proof_hash},
      ${iso(row.expires_at)})`);
}

/** The one use of it, and only by whoever began it, at the same provider, in time; anybody else's try leaves it as it is. */
export function takeAttempt(
  tx: Transaction,
  workspaceId: string,
  { id, provider, begun_by, proof_hash }: Pick<AttemptRow, 'id' | 'provider' | 'begun_by' | 'proof_hash'>,
  at: number,
): Promise<AttemptRow | undefined> {
  return tx.row(sql<AttemptRow>`
    delete from tenant.mailbox_attempt
    where workspace_id = ${workspaceId} and id = ${id} and provider = ${provider} and begun_by = ${begun_by} and proof_hash = ${proof_hash}
      and expires_at > ${iso(at)}
    returning id, provider, begun_by, asked, secret, proof_hash, expires_at`);
}

/** False: somebody else is asking for a new token already. Works on a locked row. */
export async function claimRenewal(
  tx: Transaction,
  workspaceId: string,
  mailboxId: string,
  { at, untilAt }: { at: number; untilAt: number },
): Promise<boolean> {
  const claimed = await tx.run(sql`
    update tenant.mailbox set renewed_until = ${iso(untilAt)}
    where workspace_id = ${workspaceId} and id = ${mailboxId} and (renewed_until is null or renewed_until <= ${iso(at)})`);
  return claimed === 1;
}

/** Ends the renewal. `secret` is kept only where the one that was renewed still stands: somebody may have signed in anew meanwhile. */
export async function endRenewal(
  tx: Transaction,
  workspaceId: string,
  mailboxId: string,
  { was, secret }: { was: Buffer; secret: Buffer | null },
): Promise<void> {
  await tx.run(sql`
    update tenant.mailbox set renewed_until = null, secret = case when secret = ${was} then coalesce(${secret}::bytea, secret) else secret end
    where workspace_id = ${workspaceId} and id = ${mailboxId} and removed_at is null`);
}
