/**
 * How does somebody join? With an invitation for one address: single use, at most 72 hours, its token kept as a hash and gone once it was
 * used. Everything is checked again when it is accepted: the role, and whether who invited may still do so (attack 68).
 */
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { mayGrant, rolePermissions, type Role } from '@meanwhile/wire/permissions.ts';
import type { Invitation } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { expectAddress, expectNoMore } from './invited-address.store.ts';
import { sign, verifySigned } from '../platform/keys.ts';
import { hashSecret, newSecretText } from './secret-text.ts';

export const invitationMs = 72 * hourMs;

export interface InvitationRow {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly invited_by: string;
  readonly invited_at: number;
  readonly expires_at: number;
  readonly accepted_at: number | null;
  readonly revoked_at: number | null;
}
export const invitationColumns = sql`id, email, role, invited_by, invited_at, expires_at, accepted_at, revoked_at`;

export function shownInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    invitedBy: row.invited_by,
    invitedAt: iso(row.invited_at),
    expiresAt: iso(row.expires_at),
    acceptedAt: isoOrNull(row.accepted_at),
    revokedAt: isoOrNull(row.revoked_at),
  };
}

export interface NewInvitation {
  readonly workspaceId: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly at: number;
}

export async function insertInvitation(
  tx: Transaction,
  platform: Platform,
  wanted: NewInvitation,
): Promise<{ row: InvitationRow; link: string }> {
  const token = newSecretText();
  const row: InvitationRow = {
    id: platform.clock.newId<'invitation'>(),
    email: wanted.email.toLowerCase(),
    role: wanted.role,
    invited_by: wanted.invitedBy,
    invited_at: wanted.at,
    expires_at: wanted.at + invitationMs,
    accepted_at: null,
    revoked_at: null,
  };
  await tx.run(sql`insert into tenant.invitation (workspace_id, id, email, role, token_hash, invited_by, invited_at, expires_at)
    values (${wanted.workspaceId}, ${row.id}, ${row.email}, ${row.role}, ${hashSecret(token)}, ${row.invited_by}, ${iso(row.invited_at)}, ${iso(row.expires_at)})`);
  await tx.run(
    sql`insert into directory.token (token_hash, kind, workspace_id, row_id) values (${hashSecret(token)}, 'invitation', ${wanted.workspaceId}, ${row.id})`,
  );
  await expectAddress(tx, { workspaceId: wanted.workspaceId, id: row.id, address: row.email, expiresAt: row.expires_at });
  return { row, link: `${platform.settings.publicUrl}/join#t=${token}` };
}

/**
 * The link as it is mailed. Whoever invited sees the other one and could use it in the guest’s name; this one says besides that it was read in
 * the mailbox, so that what its holder sets need not be taken away when they come by mail one day (attack 78).
 */
export function mailedLink(platform: Platform, link: string, invitationId: string): string {
  return `${link}&m=${sign(platform.keys, mailedPurpose, invitationId)}`;
}

export function wasMailed(platform: Platform, invitationId: string, proof: string | undefined): boolean {
  return proof !== undefined && verifySigned(platform.keys, mailedPurpose, proof) === invitationId;
}

const mailedPurpose = 'invited-mailbox';

/** Revoked or accepted: the token is gone from both tables, the address no longer expected. */
export async function forgetToken(tx: Transaction, workspaceId: string, invitationId: string): Promise<void> {
  await tx.run(sql`update tenant.invitation set token_hash = null where workspace_id = ${workspaceId} and id = ${invitationId}`);
  await tx.run(sql`delete from directory.token where workspace_id = ${workspaceId} and row_id = ${invitationId} and kind = 'invitation'`);
  await expectNoMore(tx, workspaceId, invitationId);
}

/** Enters the invitation's workspace and locks it. Undefined: used, revoked, expired, unknown, or who invited may no longer. */
export async function lockOpenInvitation(
  tx: Transaction,
  token: string,
  at: number,
): Promise<(InvitationRow & { workspaceId: string }) | undefined> {
  const hash = hashSecret(token);
  const place = await tx.row(sql<{ workspace_id: string; row_id: string }>`
    select t.workspace_id, t.row_id from directory.token t join directory.workspace w using (workspace_id) where t.token_hash = ${hash} and t.kind = 'invitation' and w.deleted_at is null`);
  if (place === undefined) return undefined;
  await tx.enter(place.workspace_id);
  const row = await tx.row(sql<InvitationRow>`
    select ${invitationColumns} from tenant.invitation where workspace_id = ${place.workspace_id} and id = ${place.row_id}
    and token_hash = ${hash} and accepted_at is null and revoked_at is null and expires_at > ${iso(at)} for update`);
  if (row === undefined) return undefined;
  const inviter = await tx.row(sql<{ role: Role }>`
    select role from tenant.member where workspace_id = ${place.workspace_id} and id = ${row.invited_by} and removed_at is null for share`);
  const entitled = inviter !== undefined && rolePermissions[inviter.role].includes('member:manage') && mayGrant(inviter.role, row.role);
  return entitled ? { ...row, workspaceId: place.workspace_id } : undefined;
}

/** Makes the invited a member, or one again who was removed. Gives the member's id; null where they are one already. */
export async function admitMember(
  tx: Transaction,
  platform: Platform,
  joining: { workspaceId: string; userId: string; name: string; email: string; role: Role; at: number },
): Promise<string | null> {
  const row = await tx.row(sql<{ id: string }>`
    insert into tenant.member as m (workspace_id, id, user_id, name, email, role, joined_at)
    values (${joining.workspaceId}, ${platform.clock.newId()}, ${joining.userId}, ${joining.name}, ${joining.email}, ${joining.role}, ${iso(joining.at)})
    on conflict (workspace_id, user_id) do update set removed_at = null, role = excluded.role, joined_at = excluded.joined_at, email = excluded.email
    where m.removed_at is not null returning id`);
  if (row === undefined) return null;
  await tx.run(
    sql`insert into directory.membership (user_id, workspace_id, member_id) values (${joining.userId}, ${joining.workspaceId}, ${row.id}) on conflict do nothing`,
  );
  return row.id;
}
