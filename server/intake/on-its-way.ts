/** Is something of this sender still to be processed? Asked by doors that need what it will bring: a customer, a conversation. */
import { sql } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';
import { laneOf } from './take.ts';

export interface OnItsWay {
  readonly channelId: string;
  /** As given to `take`. */
  readonly sender: string;
  readonly visitorId: string;
}

export async function isOnItsWay(tx: Transaction, workspaceId: string, { channelId, sender, visitorId }: OnItsWay): Promise<boolean> {
  const found = await tx.row(sql`
    select 1 from work.item w join tenant.inbound i on i.workspace_id = w.workspace_id and i.id = w.row_id
    where w.kind = 'inbound' and w.lane = ${laneOf(channelId, sender)} and w.workspace_id = ${workspaceId}
      and i.channel_id = ${channelId} and i.envelope ->> 'visitorId' = ${visitorId} limit 1`);
  return found !== undefined;
}
