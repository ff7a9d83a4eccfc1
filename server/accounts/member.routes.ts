/** Who works here, as what, and how does that change or end? A removal takes effect with the next request, on every open session and token. */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { rolePermissions, type Role } from '@meanwhile/wire/permissions.ts';
import { id, member } from '@meanwhile/wire/records.ts';
import { changeMember, page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { amongPeople, type AccountsContext } from './accounts-context.ts';
import { whenMemberLeaves } from './leaving.ts';
import { pageOf, placeOf } from './keyset.ts';
import { lockForChange, memberColumns, refusalOf, roleOf, shownMember, type MemberRow } from './member.ts';

const answering = (Object.keys(rolePermissions) as Role[]).filter((role) => rolePermissions[role].includes('message:send'));
const params = z.strictObject({ id });

export function memberRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  workspaceRoute(app, http, {
    method: 'GET',
    url: '/members',
    summary: 'Everybody who works here.',
    permission: 'member:read',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(member), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const after = placeOf(query.cursor);
      const rows =
        await tx.rows(sql<MemberRow>`select ${memberColumns} from tenant.member where workspace_id = ${workspaceId} and removed_at is null
        and (${after?.id ?? null}::uuid is null or (joined_at, id) > (${isoOrNull(after?.at)}::timestamptz, ${after?.id ?? null}::uuid))
        order by joined_at, id limit ${query.limit + 1}`);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.joined_at, id: row.id }), item: shownMember });
    },
  });
  workspaceRoute(app, http, {
    method: 'GET',
    url: '/agents',
    summary: 'Members who can answer customers: whom a case can be assigned to.',
    permission: 'member:read',
    idempotency: 'safe',
    audit: null,
    answer: z.strictObject({ items: z.array(z.strictObject({ id, name: z.string() })), nextCursor: z.null() }),
    async handle({ tx, workspaceId }) {
      const items = await tx.rows(sql<{ id: string; name: string }>`select id, name from tenant.member
        where workspace_id = ${workspaceId} and removed_at is null and role = any(${answering}) order by lower(name), id limit 1000`);
      return { items, nextCursor: null };
    },
  });
  workspaceRoute(app, http, {
    method: 'PATCH',
    url: '/members/:id',
    summary: 'Change the role or the name of a member.',
    permission: 'member:manage',
    idempotency: 'natural',
    audit: 'member.changed',
    params,
    body: changeMember,
    answer: member,
    async handle({ tx, workspaceId, params: { id: memberId }, body, principal, emit }) {
      const row = await lockForChange(tx, workspaceId, memberId);
      if (row === undefined) return refuse('not_found');
      const refused = await refusalOf(tx, workspaceId, { by: roleOf(principal), member: row, to: body.role ?? row.role });
      if (refused !== null) return refused;
      const changed = { ...row, name: body.name ?? row.name, role: body.role ?? row.role };
      if (changed.name === row.name && changed.role === row.role) return shownMember(row);
      await tx.run(
        sql`update tenant.member set name = ${changed.name}, role = ${changed.role} where workspace_id = ${workspaceId} and id = ${memberId}`,
      );
      await emit({ type: 'member.changed', audience: 'desk', subjectId: memberId, payload: { member: shownMember(changed) } });
      return shownMember(changed);
    },
  });
  removeRoute(app, http, context);
}

function removeRoute(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  workspaceRoute(app, http, {
    method: 'DELETE',
    url: '/members/:id',
    summary: 'Remove a member; their answers and notes stay.',
    permission: 'member:manage',
    idempotency: 'natural',
    audit: 'member.changed',
    params,
    answer: member,
    async handle({ tx, workspaceId, params: { id: memberId }, principal, actor, at, emit }) {
      const row = await lockForChange(tx, workspaceId, memberId);
      if (row === undefined) return refuse('not_found');
      const refused = await refusalOf(tx, workspaceId, { by: roleOf(principal), member: row, to: null });
      if (refused !== null) return refused;
      const removed = { ...row, removed_at: at };
      await tx.run(sql`update tenant.member set removed_at = ${iso(at)} where workspace_id = ${workspaceId} and id = ${memberId}`);
      await tx.run(sql`delete from directory.membership where user_id = ${row.user_id} and workspace_id = ${workspaceId}`);
      await whenMemberLeaves(context, tx, { workspaceId, memberId, actor, at });
      await emit({ type: 'member.changed', audience: 'desk', subjectId: memberId, payload: { member: shownMember(removed) } });
      const elsewhere = await tx.row(sql`select 1 from directory.membership where user_id = ${row.user_id} limit 1`);
      // Rights ended with this transaction already. Sessions go where there is nothing left to sign in to.
      if (elsewhere === undefined)
        await amongPeople(context, (people) => people.run(sql`delete from accounts.session where user_id = ${row.user_id}`));
      return shownMember(removed);
    },
  });
}
