/** SQL of reports: which delivery is meant, and what it becomes. */
import { sql } from 'kysely';
import { deliveryColumns, type DeliveryFacts } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

/**
 * Deliveries of the message of ours with this Message-ID. It carries a MAC and is nowhere but in the mail itself, so whoever names it has had
 * the mail; ids of what customers wrote name nothing.
 */
export function deliveriesOfMail(tx: Transaction, workspaceId: string, mailMessageId: string): Promise<DeliveryFacts[]> {
  return tx.rows(sql<DeliveryFacts>`
    select ${deliveryColumns} from tenant.delivery where workspace_id = ${workspaceId} and message_id = any(array(
      select m.id from tenant.message m where m.workspace_id = ${workspaceId} and m.mail_message_id = ${mailMessageId} and m.author_kind <> 'customer'))
      and kind <> 'notice'`);
}

/** What was reported is written beside what our own server answered; a running attempt is ended by it, and its fence no longer fits. */
export async function saveReported(
  tx: Transaction,
  workspaceId: string,
  row: DeliveryFacts,
  change: { state: DeliveryFacts['state']; outcome: DeliveryFacts['outcome']; at: number },
): Promise<DeliveryFacts> {
  await tx.run(sql`
    update tenant.delivery set state = ${change.state}, outcome = ${JSON.stringify(change.outcome)}::jsonb, lease_until = null, next_attempt_at = null,
      settled_at = ${iso(change.at)}
    where workspace_id = ${workspaceId} and id = ${row.id}`);
  return { ...row, state: change.state, outcome: change.outcome, lease_until: null, next_attempt_at: null, settled_at: change.at };
}

export interface Asked {
  readonly received_at: number;
  readonly text: string;
}

/** What the customer had written last when this message of ours went out. */
export function askedBefore(tx: Transaction, workspaceId: string, caseId: string, messageId: string): Promise<Asked | undefined> {
  return tx.row(sql<Asked>`
    select m.received_at, coalesce(m.visible_text, m.text) as text from tenant.message this
    join tenant.message m on m.workspace_id = this.workspace_id and m.case_id = any(array[this.case_id, ${caseId}::uuid]) and m.author_kind = 'customer'
      and not m.automatic and m.received_at <= this.received_at
    where this.workspace_id = ${workspaceId} and this.id = ${messageId} order by m.received_at desc limit 1`);
}
