/**
 * How does a case begin with us? A message written first, where the channel lets us: the customer then has the ball and nothing is told about time.
 * Or a case noted for somebody who called: our turn, with a note of what they said. Whoever is not known yet by their address is made a customer.
 */
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';
import { canonicalEmail } from '@meanwhile/core/identity/canonical.ts';
import { open } from '@meanwhile/core/conversation/open.ts';
import { firstLine } from '@meanwhile/core/conversation/visible-text.ts';
import type { ConversationId } from '@meanwhile/core/kernel/ids.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { caseRow, type CaseRow } from '@meanwhile/wire/records.ts';
import { writeFirst } from '@meanwhile/wire/write-first.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { z } from 'zod';
import { caseEvent, insertCase, insertPerson, lockCase, presentOne, saveSearch, takeCaseNumbers } from '../case/case.ts';
import { noticeChannelTypes } from '../channel-registry.ts';
import { iso } from '../platform/db/instant.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { placeOpenCases } from '../routing/routing.ts';
import { sendReply } from './send.ts';

type FirstCall = Call<unknown, unknown, z.output<typeof writeFirst>>;

export function registerWriteFirst(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/cases',
    summary: 'Begin a case: write to a customer first, or note one for a caller',
    permission: 'message:send',
    idempotency: 'key',
    audit: ['case.opened', 'message.held', 'message.sent', 'note.added'],
    body: writeFirst,
    answer: caseRow,
    status: 201,
    handle: (call) => begin(call),
  });
}

async function begin(call: FirstCall): Promise<CaseRow | Refusal> {
  const { tx, workspaceId, body, principal } = call;
  if (body.as === 'on_behalf' && principal.kind !== 'member') return refuse('not_allowed', 'A note has a person as its author.');
  if (body.as === 'on_behalf' && body.text.trim() === '') return refuse('text_missing');
  const channel = await tx.row(sql<{ id: string; type: string; state: string }>`
    select id, type, state from tenant.channel where workspace_id = ${workspaceId} and id = ${body.channelId} and removed_at is null`);
  if (channel === undefined) return refuse('not_found');
  if (channel.state !== 'open') return refuse('channel_closed');
  if (body.as === 'message' && !noticeChannelTypes.some((type) => type === channel.type))
    return refuse('no_way_to_reach', 'Nobody can be written to first on that channel.');
  const conversationId = await conversationWith(call);
  if (isRefusal(conversationId)) return conversationId;
  const caseId = await openCase(call, channel, conversationId);
  if (body.as === 'on_behalf') await noteWhatTheySaid(call, { caseId, conversationId, channelId: channel.id });
  else {
    const { text, html, attachmentIds, inlineAttachmentIds, undoMs, sendAt } = body;
    // The address that was typed is the one that is written to, whatever others its owner has.
    const address = body.address === undefined ? null : canonicalEmail(body.address);
    const reply: Parameters<typeof sendReply>[0] = {
      ...call,
      body: {
        caseId,
        text,
        attachmentIds,
        inlineAttachmentIds,
        undoMs,
        then: 'stay',
        readIds: [],
        ...(html === undefined ? {} : { html }),
        ...(sendAt === undefined ? {} : { sendAt }),
      },
    };
    const message = await sendReply(reply, { toAddress: isRefusal(address) ? null : address });
    if (isRefusal(message)) return message;
  }
  return presentOne(tx, workspaceId, (await lockCase(tx, workspaceId, caseId))!);
}

/** The conversation of the customer meant, or of the one made now; locked by the case that follows. */
async function conversationWith(call: FirstCall): Promise<string | Refusal> {
  const { tx, workspaceId, body } = call;
  if ((body.customerId === undefined) === (body.address === undefined))
    return refuse('bad_request', 'Name a customer or an address, one of the two.');
  if (body.customerId !== undefined) return conversationOf(call, body.customerId);
  const address = canonicalEmail(body.address ?? '');
  if (isRefusal(address)) return refuse('address_invalid');
  const known = await tx.row(sql<{ customer_id: string }>`
    select customer_id from tenant.identity where workspace_id = ${workspaceId} and scheme = 'email' and value = ${address}
    order by (proof = 'claimed'), created_at limit 1`);
  return known === undefined ? newCustomer(call, address) : conversationOf(call, known.customer_id);
}

async function conversationOf({ tx, workspaceId }: FirstCall, customerId: string): Promise<string | Refusal> {
  const row = await tx.row(sql<{ id: string }>`
    select co.id from tenant.customer cu
    left join tenant.customer_merge m on m.workspace_id = cu.workspace_id and m.from_customer_id = cu.id and m.undone_at is null
    join tenant.conversation co on co.workspace_id = cu.workspace_id and co.customer_id = coalesce(m.into_customer_id, cu.id)
    where cu.workspace_id = ${workspaceId} and cu.id = ${customerId} for update of co`);
  return row?.id ?? refuse('not_found');
}

/** Known by an address that somebody here typed in: a claim, until mail from it proves it. */
async function newCustomer(call: FirstCall, address: string): Promise<string> {
  const { name = '' } = call.body;
  const person = {
    name: name === '' ? null : name,
    locale: null,
    scheme: 'email',
    value: address,
    proof: 'claimed',
    provedHow: null,
  } as const;
  return (await insertPerson(call, person)).conversationId;
}

async function openCase(call: FirstCall, channel: { id: string; type: string }, conversationId: string): Promise<string> {
  const { tx, workspaceId, platform, body, at } = call;
  const caseId = platform.clock.newId<'case'>();
  const { next } = open(
    { id: caseId, conversationId: conversationId as ConversationId, by: body.as === 'message' ? 'us' : 'on_behalf' },
    at,
  );
  const said = firstLine(maskCards(body.text));
  await insertCase(tx, workspaceId, {
    id: caseId,
    number: await takeCaseNumbers(tx, workspaceId, 1),
    conversation_id: conversationId,
    channel_id: channel.id,
    channel_type: channel.type,
    subject: body.subject === null || body.subject === '' ? null : maskCards(body.subject),
    topic_id: null,
    tag_ids: [],
    state: next.state,
    ball: next.ball,
    assignee_id: null,
    assignee_name: null,
    snoozed_until: null,
    opened_at: at,
    opened_by: body.as === 'message' ? 'us' : 'customer',
    resolved_at: null,
    unanswered_since: next.unansweredSinceAt,
    unanswered_text: next.unansweredSinceAt === null ? null : said,
    last_message_at: at,
    last_text: said,
    due_at: null,
    told_at: null,
    spam_at: null,
    merged_into_id: null,
    follows_id: null,
    first_answered_at: null,
    urgency: null,
    urgency_message_id: null,
    priority: 'normal',
    queue_id: null,
  });
  await placeOpenCases(tx, workspaceId, [caseId]);
  const row = (await lockCase(tx, workspaceId, caseId))!;
  await call.emit(caseEvent('case.opened', row, { case: await presentOne(tx, workspaceId, row) }));
  return caseId;
}

async function noteWhatTheySaid(call: FirstCall, where: { caseId: string; conversationId: string; channelId: string }): Promise<void> {
  const { tx, workspaceId, platform, body, principal, at } = call;
  if (principal.kind !== 'member') return;
  const text = maskCards(body.text);
  const noteId = platform.clock.newId<'note'>();
  await tx.run(sql`
    insert into tenant.note (workspace_id, id, conversation_id, case_id, author_id, text, created_at)
    values (${workspaceId}, ${noteId}, ${where.conversationId}, ${where.caseId}, ${principal.memberId}, ${text}, ${iso(at)})`);
  await saveSearch(tx, workspaceId, [
    { id: noteId, kind: 'note', case_id: where.caseId, conversation_id: where.conversationId, at: iso(at), text },
  ]);
  const author = { id: principal.memberId, name: principal.name };
  const note = { id: noteId, conversationId: where.conversationId, caseId: where.caseId, author, text, createdAt: iso(at) };
  await call.emit({ type: 'note.added', audience: 'desk', ...where, subjectId: noteId, payload: { note } });
}
