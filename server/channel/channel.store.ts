/** SQL of channels: their rows, the directory that finds them before a workspace is known, and what they may name. */
import { sql, type RawBuilder } from 'kysely';
import type { ChannelType } from '../channel-registry.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { newerThan, type Place } from '../platform/http/keyset.ts';

export interface ChannelRowFacts {
  readonly id: string;
  readonly type: ChannelType;
  readonly name: string;
  readonly state: 'open' | 'closed';
  readonly policy_id: string | null;
  readonly settings: Record<string, unknown>;
  readonly secret: Buffer | null;
  readonly created_at: number;
  readonly may_tell_sooner: boolean;
  readonly may_be_live: boolean;
}

const columns: RawBuilder<unknown> = sql`id, type, name, state, policy_id, settings, secret, created_at, may_tell_sooner, may_be_live`;

export function listChannels(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<ChannelRowFacts[]> {
  return tx.rows(sql<ChannelRowFacts>`select ${columns} from tenant.channel
    where workspace_id = ${workspaceId} and removed_at is null and ${newerThan(after, sql`created_at`, sql`id`)} order by created_at, id limit ${most}`);
}

export function findChannel(tx: Transaction, workspaceId: string, id: string): Promise<ChannelRowFacts | undefined> {
  return tx.row(
    sql<ChannelRowFacts>`select ${columns} from tenant.channel where workspace_id = ${workspaceId} and id = ${id} and removed_at is null`,
  );
}

export function lockChannel(tx: Transaction, workspaceId: string, id: string): Promise<ChannelRowFacts | undefined> {
  return tx.row(
    sql<ChannelRowFacts>`select ${columns} from tenant.channel where workspace_id = ${workspaceId} and id = ${id} and removed_at is null for no key update`,
  );
}

/** The channel and its place in the directory. */
export async function insertChannel(tx: Transaction, workspaceId: string, row: ChannelRowFacts): Promise<void> {
  await tx.run(sql`insert into directory.channel (channel_id, workspace_id, type) values (${row.id}, ${workspaceId}, ${row.type})`);
  await tx.run(sql`
    insert into tenant.channel (workspace_id, id, type, name, state, policy_id, settings, created_at)
    values (${workspaceId}, ${row.id}, ${row.type}, ${row.name}, ${row.state}, ${row.policy_id}, ${JSON.stringify(row.settings)}::jsonb, ${iso(row.created_at)})`);
}

export async function saveChannel(tx: Transaction, workspaceId: string, row: ChannelRowFacts): Promise<void> {
  await tx.run(sql`
    update tenant.channel set name = ${row.name}, state = ${row.state}, policy_id = ${row.policy_id}, settings = ${JSON.stringify(row.settings)}::jsonb, secret = ${row.secret},
      may_tell_sooner = ${row.may_tell_sooner}, may_be_live = ${row.may_be_live}
    where workspace_id = ${workspaceId} and id = ${row.id}`);
}

/** Makes these the channel's addresses (`@domain`: a place of its own at that domain); false when one belongs to another channel, anywhere in the installation. */
export async function claimAddresses(tx: Transaction, workspaceId: string, channelId: string, wanted: readonly string[]): Promise<boolean> {
  const addresses = wanted.map((address) => (address.startsWith('@') ? `reply+${channelId}${address}` : address));
  await tx.run(sql`delete from directory.mail_address where channel_id = ${channelId} and address <> all(${addresses}::text[])`);
  await tx.run(sql`
    insert into directory.mail_address (address, workspace_id, channel_id)
    select a, ${workspaceId}::uuid, ${channelId}::uuid from unnest(${addresses}::text[]) as a order by a on conflict do nothing`);
  const own = await tx.rows(
    sql`select 1 from directory.mail_address where channel_id = ${channelId} and address = any(${addresses}::text[])`,
  );
  return own.length === new Set(addresses).size;
}

export async function policyExists(tx: Transaction, workspaceId: string, policyId: string): Promise<boolean> {
  return (
    (await tx.row(sql`select 1 from tenant.commitment_policy where workspace_id = ${workspaceId} and id = ${policyId} limit 1`)) !==
    undefined
  );
}

/** Can this workspace tell somebody by mail that their answer is here? */
export async function hasOpenMailChannel(tx: Transaction, workspaceId: string): Promise<boolean> {
  return (
    (await tx.row(
      sql`select 1 from tenant.channel where workspace_id = ${workspaceId} and type = 'email' and state = 'open' and removed_at is null limit 1`,
    )) !== undefined
  );
}
