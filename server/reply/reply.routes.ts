/** Messages, notes, drafts and the thread over REST. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { liveFindings } from '@meanwhile/core/craft/kept-words.ts';
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';
import { isRefusal, refuse } from '@meanwhile/core/kernel/refusal.ts';
import { answerInvitation } from '@meanwhile/wire/answer-invitation.ts';
import { findings } from '@meanwhile/wire/live-words.ts';
import { draft, id, message, note, thread } from '@meanwhile/wire/records.ts';
import { addNote, page, rescheduleMessage, saveDraft, sendMessage } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { saveSearch, casesById } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import { cursorOf, placeOf } from '../platform/http/cursor.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { answerInvitationOf } from './answer-invitation.ts';
import { deleteDraft, presentDraft, writeDraft } from './draft.store.ts';
import { messageById, messagePage } from './reply.store.ts';
import { sendReply, undoReply } from './send.ts';
import { reschedule } from './reschedule.ts';
import { presentMessages, readThread } from './thread.ts';
import { writtenOf } from './written.ts';

const byId = z.strictObject({ id });

export function registerReplyRoutes(app: FastifyInstance, context: HttpContext): void {
  registerReading(app, context);
  registerAnswers(app, context);
  registerNotes(app, context);
  registerDrafts(app, context);
}

function registerReading(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/cases/:id/thread',
    summary: 'Everything the thread pane shows',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    params: byId,
    query: z.strictObject({ before: z.string().max(limits.cursorChars).optional() }),
    answer: thread,
    async handle({ tx, workspaceId, params, query, principal }) {
      return (
        (await readThread(tx, workspaceId, params.id, {
          memberId: principal.kind === 'member' ? principal.memberId : null,
          before: placeOf(query.before),
        })) ?? refuse('not_found')
      );
    },
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/messages',
    summary: 'Messages, newest first',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    query: page.extend({ caseId: id.optional(), conversationId: id.optional() }),
    answer: z.strictObject({ items: z.array(message), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await messagePage(tx, workspaceId, {
        ...(query.caseId === undefined ? {} : { caseId: query.caseId }),
        ...(query.conversationId === undefined ? {} : { conversationIds: [query.conversationId] }),
        before: placeOf(query.cursor) ?? undefined,
        limit: query.limit,
      });
      const last = rows.at(-1);
      return {
        items: await presentMessages(tx, workspaceId, rows),
        nextCursor: last !== undefined && rows.length === query.limit ? cursorOf(last.received_at, last.id) : null,
      };
    },
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/messages/:id',
    summary: 'One message',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    params: byId,
    answer: message,
    async handle({ tx, workspaceId, params }) {
      const row = await messageById(tx, workspaceId, params.id);
      return row === undefined ? refuse('not_found') : (await presentMessages(tx, workspaceId, [row]))[0]!;
    },
  });
}

function registerAnswers(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/messages',
    summary: 'Answer the customer',
    permission: 'message:send',
    idempotency: 'key',
    audit: ['message.held', 'message.sent'],
    body: sendMessage,
    answer: message,
    status: 201,
    handle: (call) => sendReply(call),
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/messages/:id/invitation-answers',
    summary: 'Answer an invitation that came with this message: a reply to its organiser with the calendar file that says so.',
    permission: 'message:send',
    idempotency: 'key',
    audit: ['message.held', 'message.sent'],
    params: byId,
    body: answerInvitation,
    answer: message,
    status: 201,
    handle: (call) => answerInvitationOf(call),
  });
  workspaceRoute(app, context, {
    method: 'DELETE',
    url: '/messages/:id',
    summary: 'Undo while the reply is held; of one that waits for its time: cancel it. Its text and files come back',
    permission: 'message:send',
    idempotency: 'natural',
    audit: 'message.undone',
    params: byId,
    answer: z.strictObject({
      text: z.string(),
      html: z.string().nullable(),
      attachmentIds: z.array(id),
      inlineAttachmentIds: z.array(id),
    }),
    handle: (call) => undoReply(call),
  });
  workspaceRoute(app, context, {
    method: 'PATCH',
    url: '/messages/:id',
    summary: 'Move a reply that waits for its time or is held back, or send it now',
    permission: 'message:send',
    idempotency: 'natural',
    audit: 'message.held',
    params: byId,
    body: rescheduleMessage,
    answer: message,
    handle: (call) => reschedule(call),
  });
}

function registerNotes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/notes',
    summary: 'A note that only the desk sees',
    permission: 'note:write',
    idempotency: 'key',
    audit: 'note.added',
    body: addNote,
    answer: note,
    status: 201,
    async handle(call) {
      const { tx, workspaceId, body, at, principal } = call;
      if (principal.kind !== 'member') return refuse('not_allowed', 'A note has a person as its author.');
      if (body.text.trim() === '') return refuse('text_missing');
      const [row] = await casesById(tx, workspaceId, [body.caseId]);
      if (row === undefined) return refuse('not_found');
      const text = maskCards(body.text);
      const noteId = call.platform.clock.newId<'note'>();
      await tx.run(sql`insert into tenant.note (workspace_id, id, conversation_id, case_id, author_id, text, created_at)
        values (${workspaceId}, ${noteId}, ${row.conversation_id}, ${row.id}, ${principal.memberId}, ${text}, ${iso(at)})`);
      await saveSearch(tx, workspaceId, [
        { id: noteId, kind: 'note', case_id: row.id, conversation_id: row.conversation_id, at: iso(at), text },
      ]);
      const wire = {
        id: noteId,
        conversationId: row.conversation_id,
        caseId: row.id,
        author: { id: principal.memberId, name: principal.name },
        text,
        createdAt: iso(at),
      };
      await call.emit({
        type: 'note.added',
        audience: 'desk',
        conversationId: row.conversation_id,
        caseId: row.id,
        channelId: row.channel_id,
        subjectId: noteId,
        payload: { note: wire },
      });
      return wire;
    },
  });
}

function registerDrafts(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/cases/:id/draft',
    summary: 'Save the draft; it is told which words sound as if somebody were waiting',
    permission: 'message:send',
    idempotency: 'natural',
    audit: 'draft.saved',
    params: byId,
    body: saveDraft,
    answer: draft.extend({ findings }),
    async handle(call) {
      const { tx, workspaceId, body, params, principal, at } = call;
      if (principal.kind !== 'member') return refuse('not_allowed', 'A draft has a person as its author.');
      if ((await casesById(tx, workspaceId, [params.id])).length === 0) return refuse('not_found');
      const written = await writtenOf(body);
      if (isRefusal(written)) return written;
      const draftOf = { caseId: params.id, memberId: principal.memberId };
      const row = await writeDraft(tx, workspaceId, { ...draftOf, written, revision: body.revision, at });
      if (row === undefined) return refuse('revision_conflict');
      const wire = presentDraft(row)!;
      await call.emit({
        type: 'draft.saved',
        audience: 'member',
        memberId: principal.memberId,
        caseId: params.id,
        subjectId: params.id,
        payload: { draft: wire },
      });
      return { ...wire, findings: [...liveFindings({ text: wire.text })] };
    },
  });
  workspaceRoute(app, context, {
    method: 'DELETE',
    url: '/cases/:id/draft',
    summary: 'Throw the draft away',
    permission: 'message:send',
    idempotency: 'natural',
    audit: null,
    params: byId,
    answer: z.strictObject({}),
    async handle({ tx, workspaceId, params, principal }) {
      if ((await casesById(tx, workspaceId, [params.id])).length === 0) return refuse('not_found');
      if (principal.kind === 'member') await deleteDraft(tx, workspaceId, params.id, principal.memberId);
      return {};
    },
  });
}
