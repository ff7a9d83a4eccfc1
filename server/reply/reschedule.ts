/** How does a reply that waits for its time get another, or go out now? Whoever decides has read what came since: it counts as written then. */
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import type { Message } from '@meanwhile/wire/records.ts';
import type { rescheduleMessage } from '@meanwhile/wire/requests.ts';
import { sql } from 'kysely';
import type { z } from 'zod';
import { iso } from '../platform/db/instant.ts';
import type { Call } from '../platform/http/route.ts';
import { dropItem, putItem } from '../platform/jobs/work-item.ts';
import { windowOf } from '../channel-registry.ts';
import { releaseHeld } from './release.ts';
import { lockConversation, messageById, type StoredMessage } from './reply.store.ts';
import { chosenInstant, customerWroteSince } from './send.ts';
import { presentMessages } from './thread.ts';
import { lastHeardAt } from './ways.store.ts';

export async function reschedule(call: Call<{ id: string }, unknown, z.output<typeof rescheduleMessage>>): Promise<Message | Refusal> {
  const { tx, workspaceId, body, at } = call;
  const found = await messageById(tx, workspaceId, call.params.id);
  if (found === undefined) return refuse('not_found');
  await lockConversation(tx, workspaceId, found.conversation_id);
  const current = await messageById(tx, workspaceId, found.id);
  if (current?.state !== 'held' || current.send_at === null) return refuse(current?.send_at === null ? 'not_scheduled' : 'already_sent');
  if (body.seenSeq !== undefined && (await customerWroteSince(call, current.conversation_id, body.seenSeq)))
    return refuse('conflict', 'The customer has written since.');
  const releaseAt = body.sendAt === null ? at : chosenInstant(body.sendAt, at);
  if (isRefusal(releaseAt)) return releaseAt;
  if (await isTooLate(call, current, releaseAt)) return refuse('window_closed');
  if (current.promise_due_at !== null && current.promise_due_at <= releaseAt)
    return refuse('promise_invalid', 'It promises an earlier time. Take it back and write another.');
  const isSo = body.sendAt !== null && current.send_at === releaseAt && current.held_back_at === null;
  if (isSo) return (await presentMessages(tx, workspaceId, [current]))[0]!;
  await tx.run(sql`
    update tenant.message set send_at = ${iso(releaseAt)}, release_at = ${iso(releaseAt)}, held_back_at = null, received_at = ${iso(at)}
    where workspace_id = ${workspaceId} and id = ${current.id}`);
  const [delivery] = await tx.rows(
    sql<{
      id: string;
    }>`select id from tenant.delivery where workspace_id = ${workspaceId} and message_id = ${current.id} and kind = 'reply'`,
  );
  await putItem(tx, workspaceId, { kind: 'delivery', rowId: delivery!.id, dueAt: releaseAt });
  if (body.sendAt === null && (await releaseHeld(call, current.id)) === 'local') await dropItem(tx, workspaceId, 'delivery', delivery!.id);
  call.wake('delivery', 'events');
  const message = (await presentMessages(tx, workspaceId, [(await messageById(tx, workspaceId, current.id))!]))[0]!;
  if (message.state === 'held')
    await call.emit({
      type: 'message.held',
      audience: 'desk',
      conversationId: message.conversationId,
      caseId: message.caseId,
      channelId: message.channelId,
      subjectId: message.id,
      payload: { message },
    });
  return message;
}

/** Its provider would take nothing then. */
async function isTooLate(
  { tx, workspaceId }: Pick<Call<unknown, unknown, unknown>, 'tx' | 'workspaceId'>,
  { channel_id: channelId, channel_type, identity_id: identityId }: StoredMessage,
  releaseAt: number,
): Promise<boolean> {
  const windowMs = windowOf(channel_type);
  if (windowMs === null || identityId === null) return false;
  return (await lastHeardAt(tx, workspaceId, { channelId, identityId, sinceAt: releaseAt - windowMs })) === null;
}
