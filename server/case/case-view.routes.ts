/** Lists people keep, over REST: one's own for everybody who works with cases, shared ones by permission. Taking one out can be undone. */
import { isDeepStrictEqual } from 'node:util';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { changeSavedView, createSavedView, isHalfField, orderSavedViews, savedView, type SavedView } from '@meanwhile/wire/case-list.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../platform/http/principal.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { insertCaseView, listCaseViews, lockCaseView, placeCaseViews, saveCaseView, type CaseViewRow } from './case-view.store.ts';

const byId = z.strictObject({ id });
const list = z.strictObject({ items: z.array(savedView), nextCursor: z.null() });
type AnyCall = Call<unknown, unknown, unknown>;

export function registerCaseViewRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/case-views',
    summary: 'The lists you keep and the shared ones, in order',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    answer: list,
    handle: (call) => shown(call),
  });
  const write = { permission: 'case:write', audit: 'view.changed' } as const;
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/case-views',
    summary: 'Keep a list: a view and its filter under a name',
    idempotency: 'key',
    body: createSavedView,
    answer: savedView,
    status: 201,
    async handle(call) {
      const { tx, workspaceId, body, at } = call;
      if (isHalfField(body.filter)) return refuse('bad_request', 'filter: fieldId and fieldValue belong together.');
      const ownerId = ownerOf(call.principal, body.shared);
      if (isRefusal(ownerId)) return ownerId;
      const row: CaseViewRow = {
        id: call.platform.clock.newId<'view'>(),
        name: body.name,
        view: body.view,
        filter: body.filter,
        owner_id: ownerId,
        removed_at: null,
      };
      await insertCaseView(tx, workspaceId, row, { by: call.actor, at });
      return tell(call, row, row.owner_id === null);
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PATCH',
    url: '/case-views/:id',
    summary: 'Change a kept list: name, view, filter, shared',
    idempotency: 'natural',
    params: byId,
    body: changeSavedView,
    answer: savedView,
    handle: (call) =>
      change(call, call.params.id, (row) => {
        if (isHalfField(call.body.filter ?? {})) return refuse('bad_request', 'filter: fieldId and fieldValue belong together.');
        const { name = row.name, view = row.view, filter = row.filter, shared = row.owner_id === null } = call.body;
        const ownerId = shared === (row.owner_id === null) ? row.owner_id : ownerOf(call.principal, shared);
        return isRefusal(ownerId) ? ownerId : { ...row, name, view, filter, owner_id: ownerId };
      }),
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'DELETE',
    url: '/case-views/:id',
    summary: 'Take out a kept list; it can come back',
    idempotency: 'natural',
    params: byId,
    answer: savedView,
    handle: (call) => change(call, call.params.id, (row) => ({ ...row, removed_at: row.removed_at ?? call.at })),
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/case-views/:id/restore',
    summary: 'Bring back a kept list that was taken out',
    idempotency: 'natural',
    params: byId,
    answer: savedView,
    handle: (call) => change(call, call.params.id, (row) => ({ ...row, removed_at: null })),
  });
  orderRoute(app, context);
}

function orderRoute(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/case-views/order',
    summary: 'The order of your own lists, or of the shared ones',
    permission: 'case:write',
    idempotency: 'natural',
    audit: 'view.changed',
    body: orderSavedViews,
    answer: list,
    async handle(call) {
      const { tx, workspaceId, principal, body } = call;
      const known = new Map((await listCaseViews(tx, workspaceId, memberOf(principal))).map((row) => [row.id, row]));
      const rows = body.ids.map((one) => known.get(one));
      if (new Set(body.ids).size !== rows.length || rows.includes(undefined)) return refuse('not_found');
      if (!rows.every((row) => mayChange(principal, row!))) return refuse('not_allowed');
      await placeCaseViews(tx, workspaceId, body.ids);
      const after = await shown(call);
      const isMoved = !isDeepStrictEqual(
        after.items.map((one) => one.id),
        [...known.keys()],
      );
      if (isMoved) await tell(call, rows[0]!, rows[0]!.owner_id === null);
      return after;
    },
  });
}

async function shown({ tx, workspaceId, principal }: AnyCall): Promise<z.infer<typeof list>> {
  const rows = await listCaseViews(tx, workspaceId, memberOf(principal));
  return { items: rows.map((row) => present(row, principal)), nextCursor: null };
}

async function change(call: AnyCall, viewId: string, decide: (row: CaseViewRow) => CaseViewRow | Refusal): Promise<SavedView | Refusal> {
  const row = await lockCaseView(call.tx, call.workspaceId, viewId, memberOf(call.principal));
  if (row === undefined) return refuse('not_found');
  if (!mayChange(call.principal, row)) return refuse('not_allowed');
  const next = decide(row);
  if (isRefusal(next)) return next;
  if (isDeepStrictEqual(next, row)) return present(row, call.principal);
  await saveCaseView(call.tx, call.workspaceId, next);
  return tell(call, next, row.owner_id === null || next.owner_id === null);
}

/** A list of one's own concerns nobody else's screen. */
async function tell(call: AnyCall, row: CaseViewRow, forAll: boolean): Promise<SavedView> {
  const view = present(row, call.principal);
  const memberId = memberOf(call.principal);
  await call.emit({
    type: 'view.changed',
    ...(forAll || memberId === null ? { audience: 'desk' } : { audience: 'member', memberId }),
    subjectId: row.id,
    payload: forAll ? { view: { id: row.id, name: row.name, shared: view.shared } } : {},
  });
  return view;
}

/** Null: shared. A program has no lists of its own. */
function ownerOf(principal: Principal, shared: boolean): string | null | Refusal {
  if (shared) return principal.permissions.has('view:share') ? null : refuse('not_allowed');
  return memberOf(principal) ?? refuse('bad_request', 'An API token can keep shared lists only.');
}

function mayChange(principal: Principal, row: CaseViewRow): boolean {
  return row.owner_id === null ? principal.permissions.has('view:share') : row.owner_id === memberOf(principal);
}

function present(row: CaseViewRow, principal: Principal): SavedView {
  const { id: viewId, name, view, filter } = row;
  return { id: viewId, name, view, filter, shared: row.owner_id === null, mayChange: mayChange(principal, row) };
}

function memberOf(principal: Principal): string | null {
  return principal.kind === 'member' ? principal.memberId : null;
}
