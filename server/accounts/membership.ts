/** In which workspaces is this person, as what? Read from the tables for each question. */
import type { Role } from '@meanwhile/wire/permissions.ts';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { acrossWorkspaces } from '../platform/db/transaction.ts';
import type { Principal, UserPrincipal } from '../platform/http/principal.ts';
import { Refused } from '../platform/http/problem.ts';
import type { HttpContext } from '../platform/http/route.ts';
import type { AccountsContext } from './accounts-context.ts';

export interface Membership {
  readonly workspaceId: string;
  readonly slug: string;
  readonly name: string;
  readonly memberId: string;
  readonly role: Role;
}

/** Oldest workspace first; the first is the one meant where none is named. */
export async function membershipsOf(context: AccountsContext, userId: string): Promise<Membership[]> {
  return acrossWorkspaces(context.platform.pool, async (tx) => {
    const places = await tx.rows(sql<{ workspace_id: string; slug: string }>`
      select m.workspace_id, w.slug from directory.membership m join directory.workspace w using (workspace_id)
      where m.user_id = ${userId} and w.deleted_at is null order by w.created_at, w.workspace_id limit 200`);
    const found: Membership[] = [];
    for (const place of places) {
      await tx.enter(place.workspace_id);
      const row = await tx.row(sql<{ id: string; role: Role; name: string }>`
        select m.id, m.role, w.name from tenant.member m join tenant.workspace w using (workspace_id)
        where m.workspace_id = ${place.workspace_id} and m.user_id = ${userId} and m.removed_at is null`);
      if (row !== undefined)
        found.push({ workspaceId: place.workspace_id, slug: place.slug, name: row.name, memberId: row.id, role: row.role });
    }
    return found;
  });
}

/** For the few routes that need no workspace. Throws Refused `not_signed_in`. */
export async function whoAsks(http: HttpContext, request: FastifyRequest): Promise<Principal | UserPrincipal> {
  const { authorization, cookie, 'meanwhile-workspace': workspaceId } = request.headers;
  const principal = await http.authenticate({
    authorization,
    cookie,
    workspaceId: typeof workspaceId === 'string' ? workspaceId : undefined,
  });
  if (principal === null) throw new Refused('not_signed_in');
  return principal;
}
