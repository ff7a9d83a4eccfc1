/** Which policy and calendar hold for this case now? Its channel's time with the first policy whose conditions it meets. */
import { sql } from 'kysely';
import type { CaseFactsRow } from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import { survivorOf } from '../platform/db/survivor.ts';
import { channelTimes, timeFor, type ChannelTime } from './channel-time.ts';

type Placed = Pick<CaseFactsRow, 'conversation_id' | 'channel_id' | 'topic_id' | 'queue_id' | 'priority'>;

/** Undefined where its channel is gone. */
export async function caseTime(here: Pick<Here, 'tx' | 'workspaceId' | 'at'>, row: Placed): Promise<ChannelTime | undefined> {
  const time = (await channelTimes(here.tx, here.workspaceId, [row.channel_id], here.at)).get(row.channel_id);
  if (time === undefined || time.conditional.length + time.targets.length === 0) return time;
  const customer = await customerFacts(here, row.conversation_id);
  return timeFor(time, {
    topicId: row.topic_id,
    queueId: row.queue_id,
    priority: row.priority,
    tier: customer.tier,
    locale: customer.locale ?? time.locale,
  });
}

/** What policies ask about the customer of a conversation; of one merged into another, about that one. */
export async function customerFacts(
  { tx, workspaceId }: Pick<Here, 'tx' | 'workspaceId'>,
  conversationId: string,
): Promise<{ readonly id: string | null; readonly locale: string | null; readonly tier: string | null }> {
  const row = await tx.row(sql<{ id: string; locale: string | null; tier: string | null }>`
    select cu.id, cu.locale, cu.tier from tenant.conversation co
    left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}
    where co.workspace_id = ${workspaceId} and co.id = ${conversationId}`);
  return row ?? { id: null, locale: null, tier: null };
}
