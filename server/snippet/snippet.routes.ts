/** Snippets over REST: texts a team keeps, each with a name to call it by. What stands in braces is filled in where it is used. */
import { liveFindings } from '@meanwhile/core/craft/kept-words.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { id } from '@meanwhile/wire/records.ts';
import { page } from '@meanwhile/wire/requests.ts';
import { saveSnippet, snippet, type Snippet } from '@meanwhile/wire/snippets.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import {
  deleteFrom,
  insertSnippet,
  isSnippetNameTaken,
  listSnippets,
  snippetById,
  updateSnippet,
  type SnippetRow,
} from './snippet.store.ts';

const byId = z.strictObject({ id });
const write = { permission: 'snippet:manage', audit: 'workspace.changed', answer: snippet } as const;

function present({ id: snippetId, name, texts }: SnippetRow): Snippet {
  const byPlace = texts.map(({ text }, index) => [`texts.${index}.text`, text] as const);
  return { id: snippetId, name, texts, findings: [...liveFindings(Object.fromEntries(byPlace))] };
}

export function registerSnippetRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/snippets',
    summary: 'Every snippet, oldest first',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(snippet), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listSnippets(tx, workspaceId, placeOf(query.cursor), query.limit + 1);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.created_at, id: row.id }), item: present });
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/snippets',
    summary: 'Add a snippet',
    idempotency: 'key',
    body: saveSnippet,
    status: 201,
    async handle(call) {
      const row = await insertSnippet(call.tx, call.workspaceId, {
        id: call.platform.clock.newId<'snippet'>(),
        ...call.body,
        created_at: call.at,
      });
      return row === undefined ? refuse('name_taken') : told(call, present(row));
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PUT',
    url: '/snippets/:id',
    summary: 'Change a snippet',
    idempotency: 'natural',
    params: byId,
    body: saveSnippet,
    async handle(call) {
      const { tx, workspaceId, params, body } = call;
      if ((await snippetById(tx, workspaceId, params.id)) === undefined) return refuse('not_found');
      if (await isSnippetNameTaken(tx, workspaceId, body.name, params.id)) return refuse('name_taken');
      const row = await updateSnippet(tx, workspaceId, { id: params.id, ...body });
      return row === undefined ? refuse('not_found') : told(call, present(row));
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'DELETE',
    url: '/snippets/:id',
    summary: 'Remove a snippet',
    idempotency: 'natural',
    params: byId,
    answer: z.strictObject({}),
    async handle({ tx, workspaceId, params, emit }) {
      if (!(await deleteFrom(tx, workspaceId, 'snippet', params.id))) return refuse('not_found');
      await emit({ type: 'workspace.changed', audience: 'desk', subjectId: params.id, payload: { removed: 'snippet' } });
      return {};
    },
  });
}

async function told(call: Pick<Call<unknown, unknown, unknown>, 'emit'>, wire: Snippet): Promise<Snippet> {
  await call.emit({ type: 'workspace.changed', audience: 'desk', subjectId: wire.id, payload: { snippet: wire } });
  return wire;
}
