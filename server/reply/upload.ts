/** How does a file come in? Streamed into memory up to its limit, sniffed by its first bytes, stored under a key of our own, bound to who sent it. */
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { Attachment } from '@meanwhile/wire/records.ts';
import '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { fileTypeFromBuffer } from 'file-type';
import { sql } from 'kysely';
import { firstIdAt } from '../platform/clock/clock.ts';
import { iso } from '../platform/db/instant.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import type { Platform } from '../platform/platform.ts';
import { putItem } from '../platform/jobs/work-item.ts';
import { presentAttachment, scanKind, scanOfNewFile } from '../case/case.ts';

export interface Uploader {
  readonly workspaceId: string;
  /** `member:<id>` or `visitor:<id>`. */
  readonly uploader: string;
  /** Visitors have one, alone and all of a workspace together; people at the desk have none. */
  readonly isVisitor: boolean;
}

const hourMs = 3_600_000;

export async function receiveUpload(platform: Platform, request: FastifyRequest, by: Uploader): Promise<Attachment> {
  // Asked before the body is read too: who has no room left shall not fill the memory.
  await refuseOverQuota(platform, by, 1);
  const file = await request.file({ limits: { fileSize: limits.attachmentBytes, files: 1, fields: 0, parts: 1, headerPairs: 20 } });
  if (file === undefined) throw new Refused('bad_request', 'One file in the field `file` is expected.');
  const bytes = await file.toBuffer().catch((error: Error & { code?: string }) => {
    if (error.code === 'FST_REQ_FILE_TOO_LARGE') throw new Refused('file_too_large');
    throw error;
  });
  // The library looks at each chunk while it reads, and misses a cut behind the last one: half a file must never be kept as if it were whole.
  if (file.file.truncated) throw new Refused('file_too_large');
  if (bytes.byteLength === 0) throw new Refused('file_refused', 'The file is empty.');
  await refuseOverQuota(platform, by, bytes.byteLength);
  const at = platform.clock.nowAt();
  const sniffed = await fileTypeFromBuffer(bytes);
  const stored = await platform.blobs.write(bytes, 'upload');
  const row = {
    id: platform.clock.newId<'attachment'>() as string,
    name: safeName(file.filename),
    media_type: sniffed?.mime ?? (/^text\/plain\b/.test(file.mimetype) ? 'text/plain' : 'application/octet-stream'),
    size_bytes: stored.sizeBytes,
    inline: false,
    content_id: null,
    about: null,
    scan_state: scanOfNewFile(platform.settings),
  };
  await inWorkspace(platform.pool, by.workspaceId, async (tx) => {
    await tx.run(sql`insert into tenant.attachment (workspace_id, id, uploader, name, media_type, size_bytes, sha256, blob_key, inline, scan_state, created_at)
      values (${by.workspaceId}, ${row.id}, ${by.uploader}, ${row.name}, ${row.media_type}, ${row.size_bytes}, ${stored.sha256}, ${stored.key}, false, ${row.scan_state}, ${iso(at)})`);
    if (row.scan_state === 'pending') await putItem(tx, by.workspaceId, { kind: scanKind, rowId: row.id, dueAt: at });
    platform.bell.ringWithin(tx, 'scan');
  });
  platform.bell.ring('scan');
  return presentAttachment(by.workspaceId, row);
}

/** Throws `too_many_files` where `bytes` more are over what the visitor, or all visitors of the workspace, may add within an hour. */
async function refuseOverQuota(platform: Platform, { workspaceId, uploader, isVisitor }: Uploader, bytes: number): Promise<void> {
  if (!isVisitor) return;
  const since = platform.clock.nowAt() - hourMs;
  // By the primary key, whose ids begin with their instant: the rows of this hour and no others are looked at.
  const used = await inWorkspace(platform.pool, workspaceId, (tx) =>
    tx.row(sql<{ own: number; own_bytes: number; count: number; bytes: number }>`
      select count(*) filter (where uploader = ${uploader})::int as own, coalesce(sum(size_bytes) filter (where uploader = ${uploader}), 0)::bigint as own_bytes,
        count(*)::int as count, coalesce(sum(size_bytes), 0)::bigint as bytes
      from tenant.attachment where workspace_id = ${workspaceId} and id >= ${firstIdAt(since)} and created_at > ${iso(since)} and uploader like 'visitor:%'`),
  );
  if (
    used!.own >= limits.visitorUploadsPerHour ||
    used!.own_bytes + bytes > limits.visitorUploadBytesPerHour ||
    used!.count >= limits.workspaceVisitorUploadsPerHour ||
    used!.bytes + bytes > limits.workspaceVisitorUploadBytesPerHour
  )
    throw new Refused('too_many_files', undefined, 600);
}

/** Shown, never used as a path. Control and bidi characters go, so that the real ending is seen (attacks 9, 118), and so does the number of a card. */
export function safeName(name: string | undefined): string {
  const bare = oneLine((name ?? '').split(/[/\\]/).at(-1)!);
  const cut = [...maskCards(bare)].slice(-150).join('');
  return cut === '' || cut === '.' || cut === '..' ? 'file' : cut;
}
