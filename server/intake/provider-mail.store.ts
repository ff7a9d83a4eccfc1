/** SQL of mail that a provider hands over: who is asked, one-time tokens, and what a channel's members are shown of it. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

/** Of a channel that is there, whatever its workspace. */
export async function workspaceOfChannel(tx: Transaction, channelId: string): Promise<string | null> {
  const found = await tx.row(sql<{ workspace_id: string }>`
    select c.workspace_id from directory.channel c join directory.workspace w on w.workspace_id = c.workspace_id
    where c.channel_id = ${channelId} and w.deleted_at is null`);
  return found?.workspace_id ?? null;
}

export interface Token {
  readonly channelId: string;
  readonly hash: string;
  /** Of the mail it came with. */
  readonly digest: string;
}

/** The first mail it comes with takes it; false where it belongs to another one. */
export async function claimToken(tx: Transaction, workspaceId: string, { channelId, hash, digest }: Token, at: number): Promise<boolean> {
  await tx.run(sql`
    insert into tenant.inbound_token (workspace_id, channel_id, hash, digest, seen_at)
    values (${workspaceId}, ${channelId}, ${hash}, ${digest}, ${iso(at)}) on conflict do nothing`);
  const kept = await tx.row(sql<{ digest: string }>`
    select digest from tenant.inbound_token where workspace_id = ${workspaceId} and channel_id = ${channelId} and hash = ${hash}`);
  return kept?.digest === digest;
}

/** Tokens whose signature is too old to be believed once more. */
export function dropTokens(tx: Transaction, workspaceId: string, before: number): Promise<number> {
  return tx.run(sql`delete from tenant.inbound_token where workspace_id = ${workspaceId} and seen_at < ${iso(before)}`);
}

export interface HandedOver {
  readonly provider: string | null;
  readonly mail_at: number | null;
  readonly trouble: string | null;
  readonly trouble_at: number | null;
}

export function handedOver(tx: Transaction, workspaceId: string, channelId: string): Promise<HandedOver | undefined> {
  return tx.row(sql<HandedOver>`
    select provider, mail_at, trouble, trouble_at from tenant.channel_inbound where workspace_id = ${workspaceId} and channel_id = ${channelId}`);
}

/** A mail came in this way. Written once a minute at most: many mails share one row. */
export async function noteHandedOver(
  tx: Transaction,
  workspaceId: string,
  of: { channelId: string; provider: string; at: number },
): Promise<void> {
  await tx.run(sql`
    insert into tenant.channel_inbound as c (workspace_id, channel_id, provider, mail_at) values (${workspaceId}, ${of.channelId}, ${of.provider}, ${iso(of.at)})
    on conflict (workspace_id, channel_id) do update set provider = excluded.provider, mail_at = excluded.mail_at, trouble = null, trouble_at = null
    where c.mail_at is null or c.trouble is not null or c.provider is distinct from excluded.provider or c.mail_at < ${iso(of.at - 60_000)}`);
}

export async function noteTrouble(
  tx: Transaction,
  workspaceId: string,
  of: { channelId: string; trouble: string; at: number },
): Promise<void> {
  await tx.run(sql`
    insert into tenant.channel_inbound as c (workspace_id, channel_id, trouble, trouble_at) values (${workspaceId}, ${of.channelId}, ${of.trouble}, ${iso(of.at)})
    on conflict (workspace_id, channel_id) do update set trouble = excluded.trouble, trouble_at = excluded.trouble_at
    where c.trouble_at is null or c.trouble is distinct from excluded.trouble or c.trouble_at < ${iso(of.at - 60_000)}`);
}
