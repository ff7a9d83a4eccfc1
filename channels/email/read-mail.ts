/**
 * What does this mail say? Raw bytes in, plain cloneable data out; pure, bounded, never throws, so it can run in a worker that may be
 * killed. A mail beyond the limits comes back as `tooComplex` with what its first headers say; whose mail it is, is decided elsewhere.
 */
import { parseMail } from './line-joining-parser.ts';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { boundedText } from '../contract/bounded-text.ts';
import { oneLine, readFrom, readMailboxes } from './address.ts';
import { filesAbout, unpack } from './file-about.ts';
import { dateIn } from './mail-date.ts';
import { messageIdsIn } from './message-ids.ts';
import { scanMail } from './scan-mail.ts';
import type { Attachment, Email } from 'postal-mime';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { IncomingAttachment } from '../contract/normalised-event.ts';
import type { FileAbout } from '../contract/file-about.ts';
import type { FromProblem, Mailbox } from './address.ts';

export interface ReadMail {
  /** Which limit was passed; null when the mail was read. */
  readonly tooComplex: string | null;
  /** Text, HTML, a list or files were cut; the stored original is complete. */
  readonly truncated: boolean;
  /** Unfolded, names in lower case, in the order of the mail. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Media types of all parts that became files. */
  readonly parts: readonly string[];
  readonly contentType: { readonly value: string; readonly params: Readonly<Record<string, string>> };
  /** Null unless there is exactly one From with exactly one readable mailbox. */
  readonly from: Mailbox | null;
  readonly fromProblem: FromProblem | null;
  /** For robot recognition only: what stands before the @ in a From without readable address (`MAILER-DAEMON`). */
  readonly unreadableFromLocal: string | null;
  readonly sender: Mailbox | null;
  readonly replyTo: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly subject: string | null;
  /** With angle brackets. */
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly dateAt: Instant | null;
  readonly text: string | null;
  readonly html: string | null;
  readonly attachments: readonly IncomingAttachment[];
}

const wordlike = /[^\s<>()"@,;:]+/;

function ownIdIn(value: string | undefined): string | null {
  if (value === undefined) return null;
  const [bracketed] = messageIdsIn(value);
  if (bracketed !== undefined) return bracketed;
  const bare = /^[^\s<>]{3,996}$/.exec(value.trim());
  return bare === null ? null : `<${bare[0]}>`;
}

function contentTypeOf(value: string | undefined): ReadMail['contentType'] {
  const [first = '', ...rest] = (value ?? 'text/plain').slice(0, 2_000).split(';');
  const params = new Map<string, string>();
  for (const piece of rest) {
    const equals = piece.indexOf('=');
    const name = piece.slice(0, equals).trim().toLowerCase();
    const given = piece
      .slice(equals + 1)
      .trim()
      .replace(/^"|"$/g, '');
    if (equals > 0 && !params.has(name)) params.set(name, given.toLowerCase());
  }
  return {
    value: first
      .replace(/\(.*\)/, '')
      .trim()
      .toLowerCase(),
    params: Object.fromEntries(params),
  };
}

const fallbackEnding: Record<string, string> = {
  'message/rfc822': 'eml',
  'text/calendar': 'ics',
  'text/plain': 'txt',
  'text/html': 'html',
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
};

/** A file name with no path, no controls and no direction tricks; keeps its ending when it must be cut. */
export function safeFileName(name: string | null, mime: string, position: number): string {
  const last =
    oneLine((name ?? '').slice(-2_000), 2_000)
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/^[.\s]+/, '')
      .trim() ?? '';
  if (last === '') return `file-${position + 1}.${fallbackEnding[mime] ?? 'bin'}`;
  if (last.length <= limits.fileNameChars) return boundedText(last, limits.fileNameChars);
  const ending = /\.[^.]{1,20}$/.exec(last)?.[0] ?? '';
  return boundedText(last.slice(0, limits.fileNameChars - ending.length), limits.fileNameChars) + ending;
}

function attachmentOf(part: Attachment, position: number, about: FileAbout | null): IncomingAttachment {
  const bytes = typeof part.content === 'string' ? new TextEncoder().encode(part.content) : new Uint8Array(part.content);
  const mime = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(part.mimeType) ? part.mimeType.toLowerCase() : 'application/octet-stream';
  const cid = oneLine((part.contentId ?? '').replace(/^\s*<|>\s*$/g, ''), 500);
  return {
    name: safeFileName(part.filename, mime, position),
    mime,
    sizeBytes: bytes.byteLength,
    cid: cid === '' ? null : cid,
    inline: part.disposition === 'inline' || part.related === true,
    about,
    content: { kind: 'bytes', bytes },
  };
}

/** Keeps files in order while count and decoded bytes last. */
function attachmentsOf(parts: readonly Attachment[], about: readonly (FileAbout | null)[]): { kept: IncomingAttachment[]; all: boolean } {
  const kept: IncomingAttachment[] = [];
  let total = 0;
  for (const [position, part] of parts.entries()) {
    const attachment = attachmentOf(part, position, about[position] ?? null);
    total += attachment.sizeBytes;
    if (kept.length >= limits.attachmentCount || total > limits.mailDecodedBytes) return { kept, all: false };
    kept.push(attachment);
  }
  return { kept, all: true };
}

function mailboxesIn(values: readonly string[]): readonly Mailbox[] {
  return values.flatMap((value) => readMailboxes(value).mailboxes).slice(0, limits.audienceCount);
}

async function mailOf(email: Email, tooComplex: string | null): Promise<ReadMail> {
  const headers = email.headers
    .slice(0, limits.mailHeaderCount)
    .map((entry) => ({ name: entry.key, value: boundedText(entry.value, limits.mailHeaderValueChars) }));
  const valuesOf = (name: string) => headers.filter((entry) => entry.name === name).map((entry) => entry.value);
  const from = readFrom(valuesOf('from'));
  const contentType = contentTypeOf(valuesOf('content-type')[0]);
  const { text, html, parts } = unpack(email.text ?? '', email.html ?? '', email.attachments);
  const { kept, all } = attachmentsOf(parts, await filesAbout(parts, contentType));
  const subject = oneLine(email.subject ?? '', limits.subjectChars);
  return {
    tooComplex,
    truncated: !all || text.length > limits.textChars || html.length > limits.htmlChars || tooComplex !== null,
    headers,
    parts: kept.map((part) => part.mime),
    contentType,
    from: from.mailbox,
    fromProblem: from.problem,
    unreadableFromLocal: from.mailbox === null ? (wordlike.exec(valuesOf('from')[0]?.slice(0, 400) ?? '')?.[0] ?? null) : null,
    sender: mailboxesIn(valuesOf('sender'))[0] ?? null,
    replyTo: mailboxesIn(valuesOf('reply-to')),
    to: mailboxesIn(valuesOf('to')),
    cc: mailboxesIn(valuesOf('cc')),
    subject: subject === '' ? null : subject,
    messageId: ownIdIn(valuesOf('message-id')[0]),
    inReplyTo: messageIdsIn(valuesOf('in-reply-to').join(' ')),
    references: messageIdsIn(valuesOf('references').join(' ')),
    dateAt: dateIn(valuesOf('date')[0]),
    text: text === '' ? null : boundedText(text, limits.textChars),
    html: html === '' ? null : boundedText(html, limits.htmlChars),
    attachments: kept,
  };
}

const parserLimits = {
  maxNestingDepth: limits.mailNestingDepth,
  maxHeadersSize: 4 * limits.mailHeaderBytes,
  forceRfc822Attachments: true,
  maxRfc822NestingDepth: 0,
};

/** Only the header, and only its first 64 kB: enough to say from whom and about what a mail too complex to read is. */
async function headerOnly(bytes: Uint8Array, headerEnd: number, reason: string): Promise<ReadMail> {
  const email = await parseMail(bytes.slice(0, Math.min(headerEnd, 65_536)), parserLimits);
  return mailOf({ ...email, text: '', html: '', attachments: [] }, reason);
}

/** Old mail with CR alone as line end becomes readable; everything else is left as it came. */
function withLineFeeds(raw: Uint8Array): Uint8Array {
  if (raw.includes(0x0a) || !raw.includes(0x0d)) return raw;
  return raw.map((byte) => (byte === 0x0d ? 0x0a : byte));
}

/**
 * Reads one raw mail (bytes as received). Takes time and memory linear in its size; never throws on hostile input. Faults of the
 * parser itself count as `unreadable`, because the same bytes would fail again.
 */
export async function readMail(raw: Uint8Array): Promise<ReadMail> {
  const bytes = withLineFeeds(raw);
  const scan = scanMail(bytes);
  if (scan.tooComplex !== null) return headerOnly(bytes, scan.headerEnd, scan.tooComplex);
  let email: Email;
  try {
    email = await parseMail(bytes, parserLimits);
  } catch (error) {
    const reason =
      error instanceof Error && /nesting depth/i.test(error.message)
        ? 'nesting'
        : error instanceof Error && /header/i.test(error.message)
          ? 'headerSize'
          : 'unreadable';
    return headerOnly(bytes, scan.headerEnd, reason);
  }
  return mailOf(email, null);
}
