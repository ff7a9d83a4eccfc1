/** SQL of the outbox: claim with a lease and a fence, `sending` committed before the first byte, endings written under the fence only. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sql } from 'kysely';
import { survivorOf } from '../platform/db/survivor.ts';
import { deliveryColumns, type DeliveryFacts } from '../case/case.ts';
import { hostedChannelTypes } from '../channel-registry.ts';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { dropItem, putItem } from '../platform/jobs/work-item.ts';

export function lockDelivery(tx: Transaction, workspaceId: string, id: string): Promise<DeliveryFacts | undefined> {
  return tx.row(
    sql<DeliveryFacts>`select ${deliveryColumns} from tenant.delivery where workspace_id = ${workspaceId} and id = ${id} for update`,
  );
}

/** Committed before the first byte leaves; the work item comes due again when the lease has run out. Gives the fence of this attempt. */
export async function beginSending(
  tx: Transaction,
  workspaceId: string,
  id: string,
  at: number,
  parts: { readonly partCount: number; readonly sentPartCount: number } | null = null,
): Promise<number> {
  const row = await tx.row(sql<{ fence: number }>`
    update tenant.delivery set state = 'sending', fence = fence + 1, attempt_count = attempt_count + 1, part_count = coalesce(${parts?.partCount ?? null}::int, part_count),
      sent_part_count = coalesce(${parts?.sentPartCount ?? null}::int, sent_part_count), lease_until = ${iso(at + limits.leaseMs)}, next_attempt_at = null
    where workspace_id = ${workspaceId} and id = ${id} and state = 'queued' returning fence`);
  await putItem(tx, workspaceId, { kind: 'delivery', rowId: id, dueAt: at + limits.leaseMs });
  return row!.fence;
}

/** What receipts made of it; a running attempt is none of theirs. */
export async function saveReceipts(tx: Transaction, workspaceId: string, row: DeliveryFacts): Promise<void> {
  await tx.run(sql`
    update tenant.delivery set state = ${row.state}, outcome = ${row.outcome === null ? null : JSON.stringify(row.outcome)}::jsonb, sent_part_count = ${row.sent_part_count},
      part_count = ${row.part_count}, read_at = ${isoOrNull(row.read_at)}, next_attempt_at = ${isoOrNull(row.next_attempt_at)}, lease_until = null, settled_at = ${isoOrNull(row.settled_at)}
    where workspace_id = ${workspaceId} and id = ${row.id}`);
}

/** One of several calls was taken: a further attempt goes on behind it. False when a newer attempt or a person has decided meanwhile. */
export async function noteSentPart(
  tx: Transaction,
  workspaceId: string,
  { id, fence, sentPartCount, leaseUntil }: { id: string; fence: number; sentPartCount: number; leaseUntil: number },
): Promise<boolean> {
  const changed = await tx.run(sql`
    update tenant.delivery set sent_part_count = ${sentPartCount}, lease_until = ${iso(leaseUntil)}
    where workspace_id = ${workspaceId} and id = ${id} and fence = ${fence} and state = 'sending'`);
  if (changed > 0) await putItem(tx, workspaceId, { kind: 'delivery', rowId: id, dueAt: leaseUntil });
  return changed > 0;
}

export interface Ending {
  readonly state: DeliveryFacts['state'];
  readonly providerId: string | null;
  readonly outcome: unknown;
  readonly retryAt: number | null;
}

/** Writes the ending of the attempt with this fence; false when a newer attempt or a person has decided meanwhile. */
export async function endAttempt(
  tx: Transaction,
  workspaceId: string,
  { id, fence, at }: { id: string; fence: number; at: number },
  ending: Ending,
): Promise<boolean> {
  const changed = await tx.run(sql`
    update tenant.delivery set state = ${ending.state}, provider_id = coalesce(${ending.providerId}, provider_id), outcome = ${JSON.stringify(ending.outcome)}::jsonb,
      next_attempt_at = ${isoOrNull(ending.retryAt)}, lease_until = null, settled_at = ${ending.retryAt === null ? iso(at) : null}
    where workspace_id = ${workspaceId} and id = ${id} and fence = ${fence} and state = 'sending'`);
  if (changed === 0) return false;
  if (ending.retryAt === null) await dropItem(tx, workspaceId, 'delivery', id);
  else await putItem(tx, workspaceId, { kind: 'delivery', rowId: id, dueAt: ending.retryAt });
  return true;
}

export interface Outgoing {
  readonly text: string;
  readonly html: string | null;
  readonly subject: string | null;
  readonly author_kind: string;
  readonly author_id: string | null;
  readonly author_name: string | null;
  readonly recipient: string;
  readonly identity_id: string;
  readonly identity_scheme: string;
  readonly identity_display: string | null;
  readonly channel_type: string;
  readonly settings: Record<string, unknown>;
  readonly secret: Buffer | null;
  readonly case_subject: string | null;
  readonly case_number: number;
  readonly customer_locale: string | null;
  readonly identity_proof: string;
  readonly brand: string;
  readonly locale: string;
  readonly zone: string;
  readonly messenger_channel_id: string | null;
}

/** What is to be sent, to whom. The recipient's identity is the audience of the reply address. */
export function outgoing(tx: Transaction, workspaceId: string, delivery: DeliveryFacts): Promise<Outgoing | undefined> {
  return tx.row(sql<Outgoing>`
    select m.text, m.html, m.subject, m.author_kind, m.author_id, me.name as author_name, i.value as recipient, i.id as identity_id, i.scheme as identity_scheme, i.display as identity_display, i.proof as identity_proof,
      ch.type as channel_type, ch.settings, ch.secret, c.subject as case_subject, c.number as case_number, cu.locale as customer_locale, w.brand, w.locale, w.zone,
      case when delivered.type = any(${hostedChannelTypes}::text[]) then m.channel_id end as messenger_channel_id
    from tenant.message m
    join tenant."case" c on c.workspace_id = m.workspace_id and c.id = m.case_id
    join tenant.conversation co on co.workspace_id = m.workspace_id and co.id = m.conversation_id
    left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}
    join tenant.channel ch on ch.workspace_id = m.workspace_id and ch.id = ${delivery.channel_id}
    join tenant.channel delivered on delivered.workspace_id = m.workspace_id and delivered.id = m.channel_id
    join tenant.workspace w on w.workspace_id = m.workspace_id
    left join tenant.member me on me.workspace_id = m.workspace_id and me.id = m.author_id
    join lateral (select i.id, i.scheme, i.value, i.display, i.proof from tenant.identity i where i.workspace_id = m.workspace_id and i.value = ${delivery.recipient}
      and (i.customer_id = cu.id or exists (select 1 from tenant.customer_merge x where x.workspace_id = m.workspace_id
        and x.from_customer_id = i.customer_id and x.into_customer_id = cu.id and x.undone_at is null))
      order by (i.id = m.identity_id) desc, (i.proof = 'claimed'), i.created_at limit 1) i on true
    where m.workspace_id = ${workspaceId} and m.id = ${delivery.message_id}`);
}

/** The provider's ids of the thread on channels of this kind, oldest first, the answered one last: another provider's say nothing here. */
export async function referencesOf(
  tx: Transaction,
  workspaceId: string,
  { messageId, channelType }: { readonly messageId: string; readonly channelType: string },
): Promise<string[]> {
  const rows = await tx.rows(sql<{ mail_message_id: string }>`
    select mail_message_id from (
      select earlier.mail_message_id, earlier.author_kind, earlier.received_at from tenant.message m
      join tenant.message earlier on earlier.workspace_id = m.workspace_id and earlier.case_id = m.case_id and earlier.mail_message_id is not null
        and earlier.id <> m.id and earlier.received_at <= m.received_at
      join tenant.channel ch on ch.workspace_id = earlier.workspace_id and ch.id = earlier.channel_id and ch.type = ${channelType}
      where m.workspace_id = ${workspaceId} and m.id = ${messageId} order by earlier.received_at desc limit 60) newest
    order by (author_kind = 'customer'), received_at`);
  return rows.map((row) => row.mail_message_id);
}
