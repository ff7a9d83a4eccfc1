/** Who may make, see and revoke API tokens? Members with `token:manage`; what a token may do never exceeds what its maker may. */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { apiToken, id } from '@meanwhile/wire/records.ts';
import { createApiToken, page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { insertToken, mayHandOut, shownToken, unknownScope, type TokenRow } from './api-token.ts';
import { pageOf, placeOf } from './keyset.ts';
import { shownOnce } from './secret-text.ts';

const columns = sql`id, name, prefix, scopes, created_at, last_used_at, revoked_at`;

export function apiTokenRoutes(app: FastifyInstance, http: HttpContext): void {
  workspaceRoute(app, http, {
    method: 'GET',
    url: '/tokens',
    summary: 'List API tokens; their secrets are never shown again.',
    permission: 'token:manage',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(apiToken), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const after = placeOf(query.cursor);
      const rows = await tx.rows(sql<TokenRow>`select ${columns} from tenant.api_token where workspace_id = ${workspaceId}
        and (${after?.id ?? null}::uuid is null or (created_at, id) < (${isoOrNull(after?.at)}::timestamptz, ${after?.id ?? null}::uuid))
        order by created_at desc, id desc limit ${query.limit + 1}`);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.created_at, id: row.id }), item: shownToken });
    },
  });
  workspaceRoute(app, http, {
    method: 'POST',
    url: '/tokens',
    summary: 'Make an API token. It is shown once.',
    permission: 'token:manage',
    idempotency: 'key',
    audit: 'token.changed',
    status: 201,
    body: createApiToken,
    answer: z.strictObject({ token: z.string().nullable(), record: apiToken }),
    async handle({ tx, workspaceId, body, principal, platform, emit }) {
      const unknown = unknownScope(body.scopes);
      if (unknown !== null) return refuse('bad_request', `scope ${unknown}`);
      if (!mayHandOut(principal.permissions, body.scopes)) return refuse('not_allowed');
      const createdBy = principal.kind === 'member' ? principal.memberId : await makerOf(tx, workspaceId, principal.tokenId);
      const made = await insertToken(tx, platform.clock, { workspaceId, name: body.name, scopes: body.scopes, createdBy });
      await emit({ type: 'token.changed', audience: 'desk', subjectId: made.record.id, payload: { token: made.record } });
      return shownOnce(made, 'token');
    },
  });
  workspaceRoute(app, http, {
    method: 'DELETE',
    url: '/tokens/:id',
    summary: 'Revoke an API token, at once and for good.',
    permission: 'token:manage',
    idempotency: 'natural',
    audit: 'token.changed',
    params: z.strictObject({ id }),
    answer: apiToken,
    async handle({ tx, workspaceId, params, at, emit }) {
      const row = await tx.row(
        sql<TokenRow>`update tenant.api_token set revoked_at = coalesce(revoked_at, ${iso(at)}) where workspace_id = ${workspaceId} and id = ${params.id} returning ${columns}`,
      );
      if (row === undefined) return refuse('not_found');
      const gone = await tx.run(
        sql`delete from directory.token where workspace_id = ${workspaceId} and row_id = ${row.id} and kind = 'api'`,
      );
      if (gone > 0) await emit({ type: 'token.changed', audience: 'desk', subjectId: row.id, payload: { token: shownToken(row) } });
      return shownToken(row);
    },
  });
}

/** A token made by a token speaks for the same member. */
async function makerOf(tx: Parameters<typeof insertToken>[0], workspaceId: string, tokenId: string): Promise<string | null> {
  const row = await tx.row(
    sql<{ created_by: string | null }>`select created_by from tenant.api_token where workspace_id = ${workspaceId} and id = ${tokenId}`,
  );
  return row?.created_by ?? null;
}
