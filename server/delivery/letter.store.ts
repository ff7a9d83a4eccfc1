/** SQL of letters: the signatures of channel and writer, and what was said before that this recipient has seen. */
import { sql } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';

export interface EarlierMessage {
  readonly author_kind: string;
  readonly author_name: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly received_at: number;
}

/**
 * What the owner of this address wrote to us in this matter, and what we sent to this very address; newest first. Notes, confirmations, and
 * what others wrote or got are never part of it, not even of the same customer.
 */
export function seenBefore(
  tx: Transaction,
  workspaceId: string,
  { messageId, recipient, most }: { messageId: string; recipient: string; most: number },
): Promise<EarlierMessage[]> {
  return tx.rows(sql<EarlierMessage>`
    select m.author_kind, case m.author_kind when 'customer' then i.display else me.name end as author_name,
      coalesce(m.visible_text, m.text) as text, case when m.author_kind = 'customer' then null else m.html end as html, m.received_at
    from tenant.message this
    join tenant.message m on m.workspace_id = this.workspace_id and m.case_id = this.case_id and m.id <> this.id
    left join tenant.identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    left join tenant.member me on me.workspace_id = m.workspace_id and me.id = m.author_id
    where this.workspace_id = ${workspaceId} and this.id = ${messageId} and m.state = 'stored' and m.audience = 'everyone' and not m.automatic
      and m.received_at <= this.received_at
      and case when m.author_kind = 'customer' then i.scheme = 'email' and i.value = ${recipient}
        else exists (select 1 from tenant.delivery d where d.workspace_id = m.workspace_id and d.message_id = m.id and d.kind = 'reply'
          and d.recipient = ${recipient} and d.state in ('sent', 'delivered')) end
    order by m.received_at desc, m.id desc limit ${most}`);
}

export interface StoredSignature {
  readonly text: string;
  readonly html: string | null;
}

/** The writer's own; null for programs and for who has none. */
export async function signatureOfMember(tx: Transaction, workspaceId: string, memberId: string): Promise<StoredSignature | null> {
  const row = await tx.row(
    sql<{
      signature: StoredSignature | null;
    }>`select preferences -> 'signature' as signature from tenant.member where workspace_id = ${workspaceId} and id = ${memberId}`,
  );
  return row?.signature ?? null;
}

export async function saveSignature(
  tx: Transaction,
  workspaceId: string,
  memberId: string,
  signature: StoredSignature | null,
): Promise<void> {
  const changed =
    signature === null ? sql`preferences - 'signature'` : sql`jsonb_set(preferences, '{signature}', ${JSON.stringify(signature)}::jsonb)`;
  await tx.run(sql`update tenant.member set preferences = ${changed} where workspace_id = ${workspaceId} and id = ${memberId}`);
}
