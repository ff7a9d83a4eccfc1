/**
 * The customer is away: who tells them that the answer is here? A mail to a known address, when none of their screens was connected in the
 * last minute and the workspace has an open mail channel to write from.
 */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { noticeChannelTypes } from '../channel-registry.ts';
import { putItem } from '../platform/jobs/work-item.ts';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import { identitiesOf, type LockedConversation, type StoredMessage } from './reply.store.ts';

const awayMs = minuteMs;

export async function announceByMail(
  { platform, tx, workspaceId, at }: Here,
  message: StoredMessage,
  conversation: LockedConversation,
): Promise<void> {
  if (conversation.last_seen_at !== null && at - conversation.last_seen_at < awayMs) return;
  const address = (await identitiesOf(tx, workspaceId, conversation.survivor_id)).find((identity) => identity.scheme === 'email');
  if (address === undefined) return;
  const channel = await tx.row(sql<{ id: string }>`
    select id from tenant.channel where workspace_id = ${workspaceId} and type = any(${noticeChannelTypes}::text[]) and state = 'open' and removed_at is null order by created_at limit 1`);
  if (channel === undefined) return;
  const id = platform.clock.newId<'delivery'>();
  await tx.run(sql`
    insert into tenant.delivery (workspace_id, id, message_id, conversation_id, channel_id, kind, recipient, state, epoch, created_at)
    values (${workspaceId}, ${id}, ${message.id}, ${message.conversation_id}, ${channel.id}, 'notice', ${address.value}, 'queued', ${platform.epoch}, ${iso(at)})`);
  await putItem(tx, workspaceId, { kind: 'delivery', rowId: id, dueAt: at });
}
