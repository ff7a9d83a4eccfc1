/**
 * How is an invitation answered? As an answer like any other, with its undo time and its place in the outbox; what makes it one is the calendar
 * file that goes along. It goes to the organiser, and only where that is the customer: nobody else is written to unasked.
 */
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import type { answerInvitation } from '@meanwhile/wire/answer-invitation.ts';
import type { Message } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import type { z } from 'zod';
import { invitationAnswers } from '../channel-libraries.ts';
import { loadChannel } from '../channel/channel.ts';
import { iso } from '../platform/db/instant.ts';
import type { Call } from '../platform/http/route.ts';
import { messageById } from './reply.store.ts';
import { sendReply } from './send.ts';

type AnswerCall = Call<{ id: string }, unknown, z.output<typeof answerInvitation>>;

export async function answerInvitationOf(call: AnswerCall): Promise<Message | Refusal> {
  const { tx, workspaceId, platform, at, body } = call;
  const message = await messageById(tx, workspaceId, call.params.id);
  if (message === undefined || message.author_kind !== 'customer') return refuse('not_found');
  const file = await tx.row(sql<{ blob_key: string }>`
    select blob_key from tenant.attachment where workspace_id = ${workspaceId} and id = ${body.attachmentId} and message_id = ${message.id}
      and scan_state in ('clean', 'none')
      and about ->> 'kind' = 'invitation' and about ->> 'method' = 'request'`);
  const channel = await loadChannel(platform.keys, tx, workspaceId, message.channel_id);
  if (file === undefined || channel?.type !== 'email') return refuse('not_found');
  const { answerInvitation: answer } = await invitationAnswers();
  const { address, aliases, senderName } = channel.settings as { address: string; aliases?: string[]; senderName?: string };
  const own = [address, ...(aliases ?? [])] as [string, ...string[]];
  const reply = answer(await platform.blobs.read(file.blob_key), { as: body.as, own, name: senderName ?? '', nowAt: at });
  if (reply === null) return refuse('not_found', 'This invitation asks for no answer.');
  const attachmentId = await keep(call, reply.bytes);
  const { text, undoMs } = body;
  const sent = { caseId: message.case_id, text, attachmentIds: [attachmentId], inlineAttachmentIds: [] };
  return sendReply({ ...call, body: { ...sent, undoMs, then: 'stay', readIds: [] } }, { toAddress: reply.organiser });
}

async function keep({ tx, workspaceId, platform, actor, at }: AnswerCall, bytes: Uint8Array): Promise<string> {
  const { readInvitation } = await invitationAnswers();
  const stored = await platform.blobs.write(bytes);
  const attachmentId: string = platform.clock.newId<'attachment'>();
  await tx.run(sql`
    insert into tenant.attachment (workspace_id, id, uploader, name, media_type, size_bytes, sha256, blob_key, inline, about, scan_state, created_at)
    values (${workspaceId}, ${attachmentId}, ${actor}, 'invite.ics', 'text/calendar', ${stored.sizeBytes}, ${stored.sha256}, ${stored.key}, false,
      ${JSON.stringify(readInvitation(bytes, null))}::jsonb, 'none', ${iso(at)})`);
  return attachmentId;
}
