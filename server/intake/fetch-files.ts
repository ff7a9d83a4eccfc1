/**
 * Which files belong to a message whose provider keeps them for us? Fetched as soon as the message is stored, since their links run out; the
 * message waits for them, and with it what the same sender wrote after it. A file that cannot be had is named in the text: nothing is lost in silence.
 */
import type { ChannelDeps, FetchedFile } from '@meanwhile/channels/contract/channel-adapter.ts';
import type { IncomingAttachment, MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { channelDeps } from '../channel-deps.ts';
import type { AnyAdapter } from '../channel-registry.ts';
import type { Platform } from '../platform/platform.ts';
import type { ParsedFile } from './read-mail.ts';

/** The same may work a little later. */
export class FetchAgain extends Error {}

export interface Fetching {
  readonly adapter: AnyAdapter;
  readonly account: unknown;
  readonly event: MessageEvent;
  /** Nothing is tried again after this. */
  readonly isLast: boolean;
}

/** For all files of a message together; less than the lease of its work. */
const fetchMs = stepLimits.fileFetchMs;

/** Rejects with FetchAgain where another try may help. */
export async function fetchFiles(
  platform: Platform,
  { adapter, account, event, isLast }: Fetching,
): Promise<{ readonly event: MessageEvent; readonly files: ParsedFile[] }> {
  const deps = channelDeps(platform, AbortSignal.timeout(fetchMs));
  const files: ParsedFile[] = [];
  const had: IncomingAttachment[] = [];
  const missing: string[] = [];
  for (const file of event.attachments) {
    const fetched = await bytesOf(deps, adapter, account, file);
    if (fetched.ok) {
      files.push(await laidDown(platform, file, fetched.bytes));
      had.push(file);
    } else if (fetched.passing && !isLast) throw new FetchAgain(`${file.name}: ${fetched.reason}`);
    else missing.push(`[${file.name}: ${fetched.reason}]`);
  }
  const text = [event.text, ...missing].filter((line) => line !== '').join('\n');
  return { event: { ...event, text, attachments: had }, files };
}

async function bytesOf(deps: ChannelDeps, adapter: AnyAdapter, account: unknown, { content }: IncomingAttachment): Promise<FetchedFile> {
  if (content.kind === 'bytes') return { ok: true, bytes: content.bytes, mime: null };
  const { fetchFile } = adapter.inbound;
  if (fetchFile === undefined) return { ok: false, passing: false, reason: 'this channel fetches no files' };
  return fetchFile(content.providerRef, account, deps);
}

/** What it is, its first bytes say; what the sender calls it says nothing. */
async function laidDown(platform: Platform, { name }: IncomingAttachment, bytes: Uint8Array): Promise<ParsedFile> {
  const { fileTypeFromBuffer } = await import('file-type');
  const mime = (await fileTypeFromBuffer(bytes))?.mime ?? 'application/octet-stream';
  const { key, sha256, sizeBytes } = await platform.blobs.write(bytes);
  return { name, mime, cid: null, inline: false, about: null, sizeBytes, sha256: sha256.toString('hex'), blobKey: key };
}
