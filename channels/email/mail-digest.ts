/**
 * Is this the mail we already have? A digest over what stays the same when a mail is handed over twice: Message-ID, From, Date, Subject
 * and the body's bytes, not the trace headers. It needs no MIME reading, so it can be taken before a mail is stored.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { createHash } from 'node:crypto';
import { testIn } from './test-mark.ts';

const kept = /^(?:message-id|from|date|subject)[ \t]*:/i;
const maxHeaderBytes = limits.mailHeaderBytes;

function headerAndBody(raw: Uint8Array): { header: string; body: Uint8Array } {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  const end = crlf < 0 ? lf : lf < 0 ? crlf : Math.min(crlf, lf);
  const at = end < 0 ? bytes.length : end;
  return { header: bytes.toString('latin1', 0, Math.min(at, maxHeaderBytes)), body: bytes.subarray(at) };
}

/** The header counts whole for a test of ours: coming round twice is what is to be found out. */
function keptOf(lines: readonly string[]): readonly string[] {
  const fields = lines.filter((line) => kept.test(line));
  return fields.some((line) => /^subject/i.test(line) && testIn(line) !== null) ? lines : fields;
}

/** 43 characters, the same for both arrivals of one mail at two of our addresses. A sender who copies a Message-ID gets another one. */
export function mailDigest(raw: Uint8Array): string {
  const { header, body } = headerAndBody(raw);
  const lines = header.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const fields = keptOf(lines).map((line) => line.replace(/\s+/g, ' ').trim());
  return createHash('sha256').update(JSON.stringify(fields)).update('\0').update(body).digest('base64url');
}

/** The key under which an arrival is stored once: this mail at this channel. */
export function mailDedupeKey(accountKey: string, raw: Uint8Array): string {
  return createHash('sha256')
    .update(JSON.stringify([accountKey, mailDigest(raw)]))
    .digest('base64url');
}
