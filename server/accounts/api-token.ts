/** How is an API token made? Random, shown once, kept as a hash in the directory; its row carries the prefix people recognise it by. */
import { permissions, type Permission } from '@meanwhile/wire/permissions.ts';
import type { ApiToken } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Clock } from '../platform/clock/clock.ts';
import { tokenPrefix } from './authenticate.ts';
import { hashSecret, newSecretText } from './secret-text.ts';

export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: string[];
  readonly created_at: number;
  readonly last_used_at: number | null;
  readonly revoked_at: number | null;
}

export function shownToken(row: TokenRow): ApiToken {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    createdAt: iso(row.created_at),
    lastUsedAt: isoOrNull(row.last_used_at),
    revokedAt: isoOrNull(row.revoked_at),
  };
}

export interface NewToken {
  readonly workspaceId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** The member it speaks for; null = the operator of the machine. */
  readonly createdBy: string | null;
}

export async function insertToken(tx: Transaction, clock: Clock, wanted: NewToken): Promise<{ token: string; record: ApiToken }> {
  const token = tokenPrefix + newSecretText();
  const row: TokenRow = {
    id: clock.newId<'token'>(),
    name: wanted.name,
    prefix: token.slice(0, 11),
    scopes: [...new Set(wanted.scopes)],
    created_at: clock.nowAt(),
    last_used_at: null,
    revoked_at: null,
  };
  await tx.run(sql`insert into tenant.api_token (workspace_id, id, name, prefix, scopes, created_by, created_at)
    values (${wanted.workspaceId}, ${row.id}, ${row.name}, ${row.prefix}, ${row.scopes}, ${wanted.createdBy}, ${iso(row.created_at)})`);
  await tx.run(
    sql`insert into directory.token (token_hash, kind, workspace_id, row_id) values (${hashSecret(token)}, 'api', ${wanted.workspaceId}, ${row.id})`,
  );
  return { token, record: shownToken(row) };
}

/** The first scope that is no permission of the catalogue, or null. */
export function unknownScope(scopes: readonly string[]): string | null {
  return scopes.find((scope) => scope !== '*' && !permissions.includes(scope as Permission)) ?? null;
}

/** Nobody hands out more than they have. */
export function mayHandOut(own: ReadonlySet<Permission>, scopes: readonly string[]): boolean {
  const wanted = scopes.includes('*') ? permissions : (scopes as readonly Permission[]);
  return wanted.every((one) => own.has(one));
}
