/**
 * How is a file handed out? As what it is worth: pictures and sound carry their type, so that a page may show them, everything else is bytes.
 * Opened by itself it is a download; only on an address of its own (FILES_URL) may a browser show it. Never is it a page of ours.
 */
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import type { FastifyReply } from 'fastify';
import { sql } from 'kysely';
import { isGivenOut } from '../case/case.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import type { Platform } from '../platform/platform.ts';

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly blob_key: string;
  readonly scan_state: string;
  readonly conversation_id: string | null;
  readonly message_id: string | null;
  readonly uploader: string;
}

const sealedOff = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'none'";

const shownTypes = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'audio/mp4',
  'video/mp4',
  'video/webm',
]);

export function storedFile(tx: Transaction, workspaceId: string, id: string): Promise<StoredFile | undefined> {
  return tx.row(sql<StoredFile>`
    select id, name, media_type, size_bytes, blob_key, scan_state, conversation_id, message_id, uploader from tenant.attachment where workspace_id = ${workspaceId} and id = ${id}`);
}

/** A workspace's logo, which everybody may see who was given its link: as a picture, kept for a day, and on any page or mail. */
export function sendLogo(platform: Platform, reply: FastifyReply, file: StoredFile): FastifyReply {
  refuseUnlooked(file);
  return reply
    .header('content-type', file.media_type)
    .header('content-length', file.size_bytes)
    .header('content-security-policy', sealedOff)
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('cache-control', 'public, max-age=86400')
    .send(platform.blobs.stream(file.blob_key));
}

/** Throws `file_pending` or `file_blocked`, to whoever may have it otherwise. */
export function refuseUnlooked({ scan_state: state }: StoredFile): void {
  if (!isGivenOut(state)) throw new Refused(state === 'pending' ? 'file_pending' : 'file_blocked');
}

export function sendFile(platform: Platform, reply: FastifyReply, file: StoredFile): FastifyReply {
  refuseUnlooked(file);
  const isShown = shownTypes.has(file.media_type);
  const { filesUrl, publicUrl } = platform.settings;
  const disposition = isShown && filesUrl !== null ? 'inline' : 'attachment';
  // The desk fetches pictures of mails; from another address that needs to be said, and is said to the desk alone.
  if (filesUrl !== null) void reply.header('access-control-allow-origin', publicUrl);
  // Once more, whatever was stored: a name that turns round in a browser's dialog shows another ending than the file has.
  const name = oneLine(file.name);
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  return reply
    .header('content-type', isShown ? file.media_type : 'application/octet-stream')
    .header('content-length', file.size_bytes)
    .header('content-disposition', `${disposition}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`)
    .header('content-security-policy', sealedOff)
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', filesUrl === null ? 'same-site' : 'cross-origin')
    .header('cache-control', 'private, no-store')
    .send(platform.blobs.stream(file.blob_key));
}
