/** A file that somebody sent and its provider keeps: what it may be called, and its bytes up to a limit. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { boundedText } from './bounded-text.ts';
import type { FetchedFile } from './channel-adapter.ts';
import type { IncomingAttachment } from './normalised-event.ts';

/** The last part of a name, on one line and without what turns words round; `missing` where nothing is left. */
export function fileName(given: string | null | undefined, missing: string): string {
  const last = oneLine((given ?? '').split(/[/\\]/).at(-1) ?? '')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  const bounded = boundedText(last, limits.fileNameChars);
  return bounded === '' || bounded === '.' || bounded === '..' ? missing : bounded;
}

/** To be fetched when the message is stored. */
export function remoteFile(file: {
  readonly name: string;
  readonly mime: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly providerRef: string;
}): IncomingAttachment {
  return {
    name: file.name,
    mime: (file.mime ?? '').toLowerCase().slice(0, 100),
    sizeBytes: file.sizeBytes ?? 0,
    cid: null,
    inline: false,
    content: { kind: 'remote', providerRef: file.providerRef, expiresAt: null },
  };
}

export const notFetched = (passing: boolean, reason: string): FetchedFile => ({ ok: false, passing, reason });

/** Rejects where the connection breaks. */
export async function readFile(
  body: ReadableStream<Uint8Array>,
  most: { readonly bytes: number; readonly reason: string },
): Promise<FetchedFile> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > most.bytes) return notFetched(false, most.reason);
    chunks.push(chunk);
  }
  return { ok: true, bytes: Buffer.concat(chunks), mime: null };
}
