/** SQL of coverage: what was told on a channel, when it came to pass, and when an answer came. What that is worth is `core`'s. */
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface PassedRow {
  /** When the message came for which it was told. */
  readonly asked_at: number;
  readonly due_at: number;
  /** The first public answer of a person in the same matter; null: none yet. */
  readonly answered_at: number | null;
  readonly is_again: boolean;
  readonly is_released: boolean;
  /** A new time was told before this one had passed. */
  readonly was_noticed: boolean;
}

/** The first public answer of a person after a time was told, in the same matter: `c` is the ledger's row, `tc` the case its message is in now. */
export const answeredAt: RawBuilder<number | null> = sql`case c.ending when 'kept' then c.ended_at when 'released' then null else
        (select min(m.received_at) from tenant.message m join tenant."case" ac on ac.workspace_id = m.workspace_id and ac.id = m.case_id
          where m.workspace_id = c.workspace_id and m.conversation_id = c.conversation_id and m.author_kind = 'agent' and m.state = 'stored' and m.received_at > c.told_at
            and coalesce(ac.merged_into_id, ac.id) = coalesce(tc.merged_into_id, tc.id)) end`;

/** Times told that came to pass in [fromAt, untilAt), the newest first. What people promised in answers is not among them. */
export function passedTimes(
  tx: Transaction,
  workspaceId: string,
  of: { readonly channelId: string; readonly fromAt: number; readonly untilAt: number; readonly most: number },
): Promise<PassedRow[]> {
  return tx.rows(sql<PassedRow>`
    select case when turn.id is null then c.told_at else turn.received_at end as asked_at, c.due_at, c.after_id is not null as is_again,
      c.ending is not distinct from 'released' as is_released,
      exists (select 1 from tenant.commitment n where n.workspace_id = c.workspace_id and n.after_id = c.id and n.told_at < c.due_at) as was_noticed,
      ${answeredAt} as answered_at
    from tenant.commitment c
    left join tenant.message turn on turn.workspace_id = c.workspace_id and turn.id = c.message_id
    left join tenant."case" tc on tc.workspace_id = turn.workspace_id and tc.id = turn.case_id
    where c.workspace_id = ${workspaceId} and c.channel_id = ${of.channelId} and c.kind = 'reply'
      and c.due_at >= ${iso(of.fromAt)} and c.due_at < ${iso(of.untilAt)}
    order by c.due_at desc limit ${of.most}`);
}
