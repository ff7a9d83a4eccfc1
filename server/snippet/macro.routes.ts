/** Macros over REST: several steps under one name and, if wished, one digit. Applying one to a case is `server/reply/macro.routes.ts`. */
import { liveFindings } from '@meanwhile/core/craft/kept-words.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { id } from '@meanwhile/wire/records.ts';
import { page } from '@meanwhile/wire/requests.ts';
import { macro, saveMacro, type Macro, type MacroSteps } from '@meanwhile/wire/snippets.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { areKnown, deleteFrom, insertMacro, isMacroTaken, listMacros, macroById, updateMacro, type MacroRow } from './snippet.store.ts';

const byId = z.strictObject({ id });
const write = { permission: 'snippet:manage', audit: 'workspace.changed', answer: macro } as const;
type MacroCall = Pick<Call<unknown, unknown, { steps: MacroSteps }>, 'tx' | 'workspaceId' | 'body' | 'emit'>;

function present({ id: macroId, name, key, steps }: MacroRow): Macro {
  return { id: macroId, name, key, steps, findings: [...liveFindings({ 'steps.text': steps.text })] };
}

export function registerMacroRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/macros',
    summary: 'Every macro, oldest first',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(macro), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listMacros(tx, workspaceId, placeOf(query.cursor), query.limit + 1);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.created_at, id: row.id }), item: present });
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/macros',
    summary: 'Add a macro',
    idempotency: 'key',
    body: saveMacro,
    status: 201,
    async handle(call) {
      if (await namesStrangers(call)) return refuse('not_found');
      const row = await insertMacro(call.tx, call.workspaceId, {
        id: call.platform.clock.newId<'macro'>(),
        ...call.body,
        created_at: call.at,
      });
      return row === undefined ? refuse('name_taken') : told(call, present(row));
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PUT',
    url: '/macros/:id',
    summary: 'Change a macro',
    idempotency: 'natural',
    params: byId,
    body: saveMacro,
    async handle(call): Promise<Macro | Refusal> {
      const { tx, workspaceId, params, body } = call;
      if ((await macroById(tx, workspaceId, params.id)) === undefined || (await namesStrangers(call))) return refuse('not_found');
      if (await isMacroTaken(tx, workspaceId, { id: params.id, name: body.name, key: body.key })) return refuse('name_taken');
      const row = await updateMacro(tx, workspaceId, { id: params.id, ...body });
      return row === undefined ? refuse('not_found') : told(call, present(row));
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'DELETE',
    url: '/macros/:id',
    summary: 'Remove a macro',
    idempotency: 'natural',
    params: byId,
    answer: z.strictObject({}),
    async handle({ tx, workspaceId, params, emit }) {
      if (!(await deleteFrom(tx, workspaceId, 'macro', params.id))) return refuse('not_found');
      await emit({ type: 'workspace.changed', audience: 'desk', subjectId: params.id, payload: { removed: 'macro' } });
      return {};
    },
  });
}

async function namesStrangers({ tx, workspaceId, body: { steps } }: MacroCall): Promise<boolean> {
  const memberId = steps.assignee === 'me' ? null : steps.assignee;
  return !(await areKnown(tx, workspaceId, { topicId: steps.topicId, tagIds: steps.tagIds, memberId }));
}

async function told(call: MacroCall, wire: Macro): Promise<Macro> {
  await call.emit({ type: 'workspace.changed', audience: 'desk', subjectId: wire.id, payload: { macro: wire } });
  return wire;
}
