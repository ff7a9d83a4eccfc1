/** SQL of foreseeing a miss: the times told that still run in cases that wait for us. Whether one will be missed is `core`'s. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { survivorOf } from '../platform/db/survivor.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface RunningTime {
  readonly id: string;
  readonly case_id: string;
  readonly channel_id: string;
  readonly due_at: number;
  /** The customer's; null: not known. */
  readonly zone: string | null;
}

/** The latest time told in each matter, where it is still to come and no new one was told after it; the soonest due first. Told after `sinceAt`. */
export function runningTimes(
  tx: Transaction,
  workspaceId: string,
  of: { readonly caseIds: readonly string[]; readonly nowAt: number; readonly sinceAt: number; readonly most: number },
): Promise<RunningTime[]> {
  return tx.rows(sql<RunningTime>`
    select c.id, t.id as case_id, c.channel_id, c.due_at, cu.zone
    from unnest(${of.caseIds}::uuid[]) w (id)
    join tenant."case" t on t.workspace_id = ${workspaceId} and t.id = w.id
    join tenant.commitment c on c.workspace_id = t.workspace_id and c.conversation_id = t.conversation_id and c.ending is null
    join tenant.message m on m.workspace_id = c.workspace_id and m.id = c.message_id and m.case_id = t.id
    join tenant.conversation co on co.workspace_id = t.workspace_id and co.id = t.conversation_id
    left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}
    where c.workspace_id = ${workspaceId} and c.kind = 'reply' and c.due_at > ${iso(of.nowAt)} and c.told_at > ${iso(of.sinceAt)}
      and not exists (select 1 from tenant.commitment n where n.workspace_id = c.workspace_id and n.after_id = c.id)
      and not exists (select 1 from tenant.commitment n join tenant.message nm on nm.workspace_id = n.workspace_id and nm.id = n.message_id
        where n.workspace_id = c.workspace_id and n.conversation_id = c.conversation_id and n.ending is null and n.id <> c.id and nm.case_id = t.id)
    order by c.due_at, c.id limit ${of.most}`);
}
