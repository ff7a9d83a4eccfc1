/**
 * Which picture stands for a workspace, and where is it? Messenger, hosted page, mails and the desk show it by one link that names workspace and
 * file, signed: who was not given it finds no other. What may become a logo is decided in `server/accounts`.
 */
import { sql } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';
import { sign, verifySigned } from '../platform/keys.ts';
import { packIds, unpackIds } from '../platform/packed-ids.ts';
import type { Platform } from '../platform/platform.ts';
import { isGivenOut } from './present-attachment.ts';

/** The picture's path on this installation, for pages of ours; null where there is none, or a scanner has not let it through. */
export async function logoOf(platform: Platform, tx: Transaction, workspaceId: string): Promise<string | null> {
  const row = await tx.row(sql<{ id: string; scan_state: string }>`
    select a.id, a.scan_state from tenant.workspace w join tenant.attachment a on a.workspace_id = w.workspace_id and a.id = w.logo_attachment_id
    where w.workspace_id = ${workspaceId}`);
  return row === undefined || !isGivenOut(row.scan_state)
    ? null
    : `/logo/${sign(platform.keys, 'logo-link', packIds([workspaceId, row.id]))}`;
}

/** Null when it was not made here. Whether the picture is still the workspace's is not asked. */
export function readLogoLink(platform: Platform, signed: string): { readonly workspaceId: string; readonly attachmentId: string } | null {
  const packed = verifySigned(platform.keys, 'logo-link', signed);
  if (packed === null) return null;
  const [workspaceId, attachmentId] = unpackIds(packed, 2).ids;
  return { workspaceId: workspaceId!, attachmentId: attachmentId! };
}

/** True while exactly this file is what the workspace shows. */
export async function isLogo(tx: Transaction, workspaceId: string, attachmentId: string): Promise<boolean> {
  const row = await tx.row(
    sql<{
      id: string;
    }>`select workspace_id as id from tenant.workspace where workspace_id = ${workspaceId} and logo_attachment_id = ${attachmentId}`,
  );
  return row !== undefined;
}
