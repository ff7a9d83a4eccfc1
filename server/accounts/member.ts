/** How does a member look on the wire, and what must hold when one changes or goes? A workspace keeps an owner; nobody hands out more than they have. */
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { mayGrant, type Role } from '@meanwhile/wire/permissions.ts';
import type { Member } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Principal } from '../platform/http/principal.ts';

export interface MemberRow {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly joined_at: number;
  readonly removed_at: number | null;
}
export const memberColumns = sql`id, user_id, name, email, role, joined_at, removed_at`;

export function shownMember(row: MemberRow): Member {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    joinedAt: iso(row.joined_at),
    removedAt: isoOrNull(row.removed_at),
  };
}

/** A token may manage members where its scope says so, but never makes or unmakes an owner. */
export function roleOf(principal: Principal): Role {
  return principal.kind === 'member' ? principal.role : 'admin';
}

/** Locks the row, and all owners where it is about one, so that two changes at once cannot leave none. */
export async function lockForChange(tx: Transaction, workspaceId: string, memberId: string): Promise<MemberRow | undefined> {
  await tx.run(
    sql`select 1 from tenant.member where workspace_id = ${workspaceId} and role = 'owner' and removed_at is null order by id for update`,
  );
  return tx.row(
    sql<MemberRow>`select ${memberColumns} from tenant.member where workspace_id = ${workspaceId} and id = ${memberId} and removed_at is null for update`,
  );
}

/** Null = allowed. `to`: the new role; null = the member goes. */
export async function refusalOf(
  tx: Transaction,
  workspaceId: string,
  change: { by: Role; member: MemberRow; to: Role | null },
): Promise<Refusal | null> {
  const { by, member, to } = change;
  if (!mayGrant(by, member.role) || (to !== null && !mayGrant(by, to))) return refuse('not_allowed');
  if (member.role !== 'owner' || to === 'owner') return null;
  const others = await tx.row(
    sql`select 1 from tenant.member where workspace_id = ${workspaceId} and role = 'owner' and removed_at is null and id <> ${member.id} limit 1`,
  );
  return others === undefined ? refuse('last_owner') : null;
}
