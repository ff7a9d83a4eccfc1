/** SQL of mailboxes: their rows, the place up to which each was fetched, which mails were taken, and who fetches at present. */
import type { MailboxTrouble, MailServer } from '@meanwhile/wire/mailboxes.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { newerThan, type Place } from '../platform/http/keyset.ts';

export interface MailboxAccess {
  readonly user: string;
  readonly signIn: 'password' | 'google' | 'microsoft';
  /** Absent: by IMAP and SMTP. By Graph `imap` and `smtp` name its host. */
  readonly way?: 'graph';
  readonly imap: MailServer;
  readonly smtp: MailServer | null;
}

export interface MailboxRow {
  readonly id: string;
  readonly channel_id: string;
  readonly address: string;
  readonly access: MailboxAccess;
  readonly secret: Buffer;
  readonly state: 'on' | 'off' | 'paused';
  readonly trouble: MailboxTrouble | null;
  readonly trouble_at: number | null;
  readonly started_at: number;
  readonly uid_validity: number | null;
  readonly last_uid: number;
  readonly fetched_at: number | null;
  readonly created_by: string;
  readonly created_at: number;
}

const columns: RawBuilder<unknown> = sql`id, channel_id, address, access, secret, state, trouble, trouble_at, started_at, uid_validity, last_uid,
  fetched_at, created_by, created_at`;
/** The standing piece of work of a mailbox that is on: whoever holds its lease fetches. */
const kind = 'mailbox';

export function listMailboxes(
  tx: Transaction,
  workspaceId: string,
  channelId: string | null,
  { after, most }: { after: Place | null; most: number },
): Promise<MailboxRow[]> {
  const here = channelId === null ? sql`true` : sql`channel_id = ${channelId}`;
  return tx.rows(sql<MailboxRow>`select ${columns} from tenant.mailbox
    where workspace_id = ${workspaceId} and ${here} and removed_at is null and ${newerThan(after, sql`created_at`, sql`id`)} order by created_at, id limit ${most}`);
}

export function findMailbox(tx: Transaction, workspaceId: string, id: string): Promise<MailboxRow | undefined> {
  return tx.row(
    sql<MailboxRow>`select ${columns} from tenant.mailbox where workspace_id = ${workspaceId} and id = ${id} and removed_at is null`,
  );
}

export function lockMailbox(tx: Transaction, workspaceId: string, id: string): Promise<MailboxRow | undefined> {
  return tx.row(
    sql<MailboxRow>`select ${columns} from tenant.mailbox where workspace_id = ${workspaceId} and id = ${id} and removed_at is null for update`,
  );
}

/** The mailbox by whose server a channel's answers leave: that of the channel's own address first. One that was switched off still sends. */
export function sendingMailbox(tx: Transaction, workspaceId: string, channelId: string): Promise<MailboxRow | undefined> {
  return tx.row(sql<MailboxRow>`
    select ${columns} from tenant.mailbox m
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and removed_at is null and state <> 'paused' and access -> 'smtp' <> 'null'::jsonb
    order by (address = (select c.settings ->> 'address' from tenant.channel c where c.workspace_id = m.workspace_id and c.id = m.channel_id)) desc, created_at, id
    limit 1`);
}

export async function insertMailbox(tx: Transaction, workspaceId: string, row: MailboxRow): Promise<void> {
  await tx.run(sql`
    insert into tenant.mailbox (workspace_id, id, channel_id, address, access, secret, state, started_at, created_by, created_at)
    values (${workspaceId}, ${row.id}, ${row.channel_id}, ${row.address}, ${JSON.stringify(row.access)}::jsonb, ${row.secret}, ${row.state},
      ${iso(row.started_at)}, ${row.created_by}, ${iso(row.created_at)})`);
}

/** How it is reached, and whether it is on; a change of either forgets the trouble there was. */
export async function saveMailbox(tx: Transaction, workspaceId: string, row: MailboxRow): Promise<void> {
  await tx.run(sql`
    update tenant.mailbox set access = ${JSON.stringify(row.access)}::jsonb, secret = ${row.secret}, state = ${row.state}, trouble = null, trouble_at = null
    where workspace_id = ${workspaceId} and id = ${row.id}`);
}

export async function removeMailbox(tx: Transaction, workspaceId: string, id: string, at: number): Promise<void> {
  await tx.run(sql`
    update tenant.mailbox set removed_at = ${iso(at)}, state = 'off', secret = '' where workspace_id = ${workspaceId} and id = ${id}`);
}

/** From now on somebody fetches it. Whoever holds it now finds the fence changed and begins anew with what was saved. */
export async function startWork(tx: Transaction, workspaceId: string, id: string, at: number): Promise<void> {
  // The fence begins at the instant, so that whoever held it before it was switched off never holds the right number again.
  await tx.run(sql`
    insert into work.item (kind, workspace_id, row_id, due_at, fence) values (${kind}, ${workspaceId}, ${id}, ${iso(at)}, ${at})
    on conflict (workspace_id, kind, row_id) do update
      set due_at = excluded.due_at, lease_until = null, fence = greatest(work.item.fence + 1, excluded.fence), attempt_count = 0`);
}

export async function stopWork(tx: Transaction, workspaceId: string, id: string): Promise<void> {
  await tx.run(
    sql`delete from work.item where workspace_id = ${workspaceId} and kind in (${kind}, 'mailbox_trouble', 'mailbox_short') and row_id = ${id}`,
  );
}

export interface Held {
  readonly workspace_id: string;
  readonly row_id: string;
  readonly fence: number;
  /** Failed connections since the last good one. */
  readonly attempt_count: number;
}

/** Takes mailboxes nobody fetches. */
export function claimMailboxes(
  tx: Transaction,
  { at, leaseUntilAt, most }: { at: number; leaseUntilAt: number; most: number },
): Promise<Held[]> {
  return tx.rows(sql<Held>`
    update work.item set lease_until = ${iso(leaseUntilAt)}, due_at = ${iso(leaseUntilAt)}, fence = fence + 1
    where n in (select n from work.item where kind = ${kind} and due_at <= ${iso(at)} and (lease_until is null or lease_until < ${iso(at)})
      order by due_at, n limit ${most} for update skip locked)
    returning workspace_id, row_id, fence, attempt_count`);
}

/** Keeps it; false when it is somebody else's, was changed or was switched off. The due instant moves along, so that an overdue one tells that nobody fetches. */
export async function keepMailbox(tx: Transaction, held: Held, leaseUntilAt: number): Promise<boolean> {
  const kept = await tx.run(sql`
    update work.item set lease_until = ${iso(leaseUntilAt)}, due_at = ${iso(leaseUntilAt)}
    where workspace_id = ${held.workspace_id} and kind = ${kind} and row_id = ${held.row_id} and fence = ${held.fence}`);
  return kept === 1;
}

/** Gives it back: to be taken again at `dueAt`. */
export async function giveBack(
  tx: Transaction,
  held: Held,
  { dueAt, failureCount }: { dueAt: number; failureCount: number },
): Promise<void> {
  await tx.run(sql`
    update work.item set lease_until = null, due_at = ${iso(dueAt)}, attempt_count = ${failureCount}
    where workspace_id = ${held.workspace_id} and kind = ${kind} and row_id = ${held.row_id} and fence = ${held.fence}`);
}

/** Something stays wrong until it is taken back: `/metrics` tells for how long (`meanwhile_work_overdue_seconds` by this kind). */
export async function raiseAlarm(tx: Transaction, held: Held, alarm: 'mailbox_trouble' | 'mailbox_short', at: number): Promise<void> {
  // Only by the one who holds it: a mailbox that was switched off meanwhile is in no trouble.
  await tx.run(sql`
    insert into work.item (kind, workspace_id, row_id, due_at) select ${alarm}, workspace_id, row_id, ${iso(at)} from work.item
    where workspace_id = ${held.workspace_id} and kind = ${kind} and row_id = ${held.row_id} and fence = ${held.fence} on conflict do nothing`);
}

export async function endAlarm(
  tx: Transaction,
  held: Pick<Held, 'workspace_id' | 'row_id'>,
  alarm: 'mailbox_trouble' | 'mailbox_short',
): Promise<void> {
  await tx.run(sql`delete from work.item where workspace_id = ${held.workspace_id} and kind = ${alarm} and row_id = ${held.row_id}`);
}

/** True when this was news. */
export async function noteTrouble(
  tx: Transaction,
  workspaceId: string,
  id: string,
  { trouble, paused, at }: { trouble: MailboxTrouble; paused: boolean; at: number },
): Promise<boolean> {
  const changed = await tx.run(sql`
    update tenant.mailbox set trouble = ${trouble}, trouble_at = coalesce(trouble_at, ${iso(at)}), state = case when ${paused} then 'paused' else state end
    where workspace_id = ${workspaceId} and id = ${id} and removed_at is null and trouble is distinct from ${trouble}`);
  return changed === 1;
}

/** True when there had been trouble, or it was the first time. */
export async function noteFetched(tx: Transaction, workspaceId: string, id: string, at: number): Promise<boolean> {
  const row = await tx.row(sql<{ was_news: boolean }>`
    with old as (select trouble, fetched_at from tenant.mailbox where workspace_id = ${workspaceId} and id = ${id})
    update tenant.mailbox m set trouble = null, trouble_at = null, fetched_at = ${iso(at)} from old
    where m.workspace_id = ${workspaceId} and m.id = ${id} returning (old.trouble is not null or old.fetched_at is null) as was_news`);
  return row?.was_news ?? false;
}

export interface TakenMail {
  readonly uid: number;
  readonly arrivedAt: number;
  readonly inboundId: string;
}

/** After their bytes are durable, in one transaction: which mails were taken, and up to where. The place only ever moves on, within one numbering. */
export async function saveTaken(
  tx: Transaction,
  workspaceId: string,
  id: string,
  { uidValidity, lastUid, mails }: { uidValidity: number; lastUid: number; mails: readonly TakenMail[] },
): Promise<void> {
  await tx.run(sql`
    insert into tenant.mailbox_mail (workspace_id, mailbox_id, uid_validity, uid, arrived_at, inbound_id)
    select ${workspaceId}::uuid, ${id}::uuid, ${uidValidity}::bigint, uid, at, inbound_id
    from unnest(${mails.map((mail) => mail.uid)}::bigint[], ${mails.map((mail) => iso(mail.arrivedAt))}::timestamptz[], ${mails.map((mail) => mail.inboundId)}::uuid[])
      as t (uid, at, inbound_id)
    on conflict do nothing`);
  await tx.run(sql`
    update tenant.mailbox set uid_validity = ${uidValidity}, last_uid = case when uid_validity = ${uidValidity} then greatest(last_uid, ${lastUid}) else ${lastUid} end
    where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Which of these numbers were taken. */
export async function takenOf(
  tx: Transaction,
  workspaceId: string,
  id: string,
  { uidValidity, uids }: { uidValidity: number; uids: readonly number[] },
): Promise<Set<number>> {
  const rows = await tx.rows(sql<{ uid: number }>`
    select uid from tenant.mailbox_mail where workspace_id = ${workspaceId} and mailbox_id = ${id} and uid_validity = ${uidValidity} and uid = any(${uids}::bigint[])`);
  return new Set(rows.map((row) => row.uid));
}

/** Which channel of this workspace has one of these addresses? In the order given; channels of other workspaces do not exist here. */
export async function channelOfAddresses(tx: Transaction, workspaceId: string, addresses: readonly string[]): Promise<string | null> {
  const row = await tx.row(sql<{ channel_id: string }>`
    select d.channel_id from unnest(${addresses}::text[]) with ordinality as wanted (address, place) join directory.mail_address d on d.address = wanted.address
    where d.workspace_id = ${workspaceId} order by wanted.place limit 1`);
  return row?.channel_id ?? null;
}

export interface CountRow {
  readonly mailbox_id: string;
  readonly day: string;
  readonly there_count: number;
  readonly here_count: number;
  readonly counted_at: number;
}

export async function saveCount(tx: Transaction, workspaceId: string, row: CountRow): Promise<void> {
  await tx.run(sql`
    insert into tenant.mailbox_count (workspace_id, mailbox_id, day, there_count, here_count, counted_at)
    values (${workspaceId}, ${row.mailbox_id}, ${row.day}::date, ${row.there_count}, ${row.here_count}, ${iso(row.counted_at)})
    on conflict (workspace_id, mailbox_id, day) do update set there_count = excluded.there_count, here_count = excluded.here_count, counted_at = excluded.counted_at`);
}

/** The last seven counted days of each, newest first. */
export function countsOf(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<CountRow[]> {
  return tx.rows(sql<CountRow>`
    select c.mailbox_id, to_char(c.day, 'YYYY-MM-DD') as day, c.there_count, c.here_count, c.counted_at
    from unnest(${ids}::uuid[]) as m (id) cross join lateral (
      select * from tenant.mailbox_count where workspace_id = ${workspaceId} and mailbox_id = m.id order by day desc limit 7) c order by c.mailbox_id, c.day desc`);
}

/** What is older than `before` is never compared again. */
export async function forgetTaken(tx: Transaction, workspaceId: string, before: number): Promise<void> {
  await tx.run(sql`delete from tenant.mailbox_mail where workspace_id = ${workspaceId} and arrived_at < ${iso(before)}`);
  await tx.run(sql`delete from tenant.mailbox_count where workspace_id = ${workspaceId} and counted_at < ${iso(before)}`);
}
