/**
 * The customer wrote before a reply that waits for its time: what becomes of it? It is held back, never dropped and never sent unread; a
 * person sends, moves or cancels it.
 */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { messagesById } from './reply.store.ts';
import { presentMessages } from './thread.ts';

/** Holds back what waits in these conversations; called in the transaction in which the customer's words are stored. */
export async function holdBack(here: Here, conversationIds: readonly string[]): Promise<void> {
  const { tx, workspaceId, at } = here;
  if (conversationIds.length === 0) return;
  const held = await tx.rows(sql<{ id: string }>`
    update tenant.message set held_back_at = ${iso(at)}, release_at = null
    where workspace_id = ${workspaceId} and conversation_id = any(${[...new Set(conversationIds)]}::uuid[]) and state = 'held' and send_at is not null
      and held_back_at is null returning id`);
  if (held.length === 0) return;
  const ids = held.map((one) => one.id);
  await tx.run(sql`
    delete from work.item where workspace_id = ${workspaceId} and kind = 'delivery' and row_id = any(array(
      select d.id from tenant.delivery d where d.workspace_id = ${workspaceId} and d.message_id = any(${ids}::uuid[])))`);
  const messages = await messagesById(tx, workspaceId, ids);
  const wires = await presentMessages(tx, workspaceId, messages);
  await appendEvents(
    here,
    wires.map((message) => ({
      type: 'message.held',
      audience: 'desk',
      actor: 'system',
      conversationId: message.conversationId,
      caseId: message.caseId,
      channelId: message.channelId,
      subjectId: message.id,
      payload: { message },
    })),
  );
}
