/**
 * Who is asking? The one function behind every listener. Rights are read anew each time: a removed member, a changed role and a revoked
 * token take effect with the next request (attack 59). A token is found by its hash; a cookie is a session in the database.
 */
import { isId } from '@meanwhile/core/kernel/ids.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { rolePermissions, type Permission, type Role } from '@meanwhile/wire/permissions.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import type { Authenticate, MemberPrincipal, TokenPrincipal, UserPrincipal } from '../platform/http/principal.ts';
import type { AccountsContext } from './accounts-context.ts';
import { sessionOfCookie } from './bridge.ts';
import { hashSecret, isSecretText } from './secret-text.ts';

export const tokenPrefix = 'mw_';

export function createAuthenticate(context: AccountsContext): Authenticate {
  const noteUse = createUseNotes(context);
  return async ({ authorization, cookie, workspaceId }) => {
    if (authorization !== undefined) {
      const principal = await tokenOf(context, authorization);
      if (principal !== null) noteUse(principal);
      // A token speaks for its own workspace only (attack 85).
      return principal !== null && workspaceId !== undefined && workspaceId !== principal.workspaceId ? null : principal;
    }
    const session = await sessionOfCookie(context, cookie);
    if (session === null) return null;
    return memberOf(context, session.userId, workspaceId);
  };
}

export async function memberOf(
  context: AccountsContext,
  userId: string,
  workspaceId: string | undefined,
): Promise<MemberPrincipal | UserPrincipal> {
  const nobody: UserPrincipal = { kind: 'user', userId };
  if (workspaceId !== undefined && !isId(workspaceId)) return nobody;
  return acrossWorkspaces(context.platform.pool, async (tx) => {
    const chosen = await tx.row(sql<{ workspace_id: string }>`
      select m.workspace_id from directory.membership m join directory.workspace w using (workspace_id)
      where m.user_id = ${userId} and w.deleted_at is null and (${workspaceId ?? null}::uuid is null or m.workspace_id = ${workspaceId ?? null}::uuid)
      order by w.created_at, w.workspace_id limit 1`);
    if (chosen === undefined) return nobody;
    await tx.enter(chosen.workspace_id);
    const member = await tx.row(sql<{ id: string; name: string; role: Role }>`
      select id, name, role from tenant.member where workspace_id = ${chosen.workspace_id} and user_id = ${userId} and removed_at is null`);
    if (member === undefined) return nobody;
    return {
      kind: 'member',
      workspaceId: chosen.workspace_id,
      memberId: member.id,
      userId,
      name: member.name,
      role: member.role,
      permissions: new Set(rolePermissions[member.role]),
    };
  });
}

async function tokenOf(context: AccountsContext, authorization: string): Promise<TokenPrincipal | null> {
  const text = /^Bearer mw_(.+)$/.exec(authorization)?.[1];
  if (!isSecretText(text)) return null;
  return acrossWorkspaces(context.platform.pool, async (tx) => {
    const found = await tx.row(sql<{ workspace_id: string; row_id: string }>`
      select t.workspace_id, t.row_id from directory.token t join directory.workspace w using (workspace_id)
      where t.token_hash = ${hashSecret(tokenPrefix + text)} and t.kind = 'api' and w.deleted_at is null`);
    if (found === undefined) return null;
    await tx.enter(found.workspace_id);
    const token = await tx.row(sql<{ id: string; name: string; scopes: string[]; created_by: string | null; role: Role | null }>`
      select t.id, t.name, t.scopes, t.created_by, m.role from tenant.api_token t
      left join tenant.member m on m.workspace_id = t.workspace_id and m.id = t.created_by and m.removed_at is null
      where t.workspace_id = ${found.workspace_id} and t.id = ${found.row_id} and t.revoked_at is null`);
    // A token never outlives its maker, nor may it do what they no longer may.
    if (token === undefined || (token.created_by !== null && token.role === null)) return null;
    return {
      kind: 'token',
      workspaceId: found.workspace_id,
      tokenId: token.id,
      name: token.name,
      permissions: scoped(token.scopes, token.role ?? 'owner'),
    };
  });
}

function scoped(scopes: readonly string[], role: Role): ReadonlySet<Permission> {
  const all = rolePermissions[role];
  return new Set(scopes.includes('*') ? all : all.filter((one) => scopes.includes(one)));
}

/** Writes the last use at most once a minute and token, beside the request and never in its way. */
function createUseNotes(context: AccountsContext): (token: TokenPrincipal) => void {
  const noted = new Map<string, number>();
  return ({ tokenId, workspaceId }) => {
    const at = context.platform.clock.nowAt();
    if (at - (noted.get(tokenId) ?? 0) < minuteMs) return;
    if (noted.size > 10_000) noted.clear();
    noted.set(tokenId, at);
    context.later(async () => {
      await inWorkspace(context.platform.workPool, workspaceId, (tx) =>
        tx.run(sql`update tenant.api_token set last_used_at = ${iso(at)} where workspace_id = ${workspaceId} and id = ${tokenId}`),
      );
    });
  };
}
