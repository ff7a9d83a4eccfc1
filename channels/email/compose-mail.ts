/**
 * What exactly goes out? Builds the MIME bytes and the envelope of one mail. Headers come only from here, each at most once, free of
 * line breaks; recipients come only from the given mailbox, never from a name. Nothing is fetched and no file is opened.
 */
import MailComposer from 'nodemailer/lib/mail-composer';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { canonicalAddress, oneLine } from './address.ts';
import { loopHeader } from './automatic-mail.ts';
import { safeFileName } from './read-mail.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { OutboundOrigin } from '../contract/channel-adapter.ts';
import type { Mailbox } from './address.ts';

export interface MailFile {
  readonly name: string;
  readonly mime: string;
  readonly cid: string | null;
  readonly bytes: Uint8Array;
}

export interface MailToCompose {
  readonly from: Mailbox;
  readonly to: Mailbox;
  /** Our token address; null leaves the header out. */
  readonly replyTo: string | null;
  /** With angle brackets, by `makeMessageId`. */
  readonly messageId: string;
  /** Message-IDs answered, oldest first, the message answered last; empty when we begin. */
  readonly references: readonly string[];
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly files: readonly MailFile[];
  readonly origin: OutboundOrigin;
  /** Where failures come back to, an address of ours; null = the From. An acknowledgement has the empty one whatever stands here. */
  readonly returnPath: string | null;
  /** Value of our loop header: the reply domain. */
  readonly loopId: string;
  readonly dateAt: Instant;
}

export interface ComposedMail {
  /** `from` is empty for the null return path of an acknowledgement. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly raw: Uint8Array;
}

/** The first id and the last ones, as many as a header should carry; ids that are none are left out. */
export function trimmedReferences(references: readonly string[]): readonly string[] {
  const ids = [...new Set(references.filter((id) => /^<[!-;=?-~]{1,996}>$/.test(id)))];
  const max = limits.outgoingReferenceCount;
  return ids.length <= max ? ids : [...ids.slice(0, 1), ...ids.slice(1 - max)];
}

function automaticHeaders(origin: OutboundOrigin): Record<string, string> {
  if (origin === 'agent') return {};
  return { 'Auto-Submitted': origin === 'acknowledgement' ? 'auto-replied' : 'auto-generated', 'X-Auto-Response-Suppress': 'All' };
}

/** A mailbox for the header: the address checked once more, the name on one line. */
function headerMailbox(mailbox: Mailbox): { address: string; name: string } {
  const address = canonicalAddress(mailbox.address);
  if (address === null) throw new TypeError('a mail is composed for canonical addresses only');
  return { address, name: oneLine(mailbox.name ?? '', limits.displayNameChars) };
}

/** A Content-ID has the form of an address (RFC 2392); ours are ids of files. */
function contentId(cid: string, domain: string): string {
  return cid.includes('@') ? cid : `${cid}@${domain}`;
}

/** Inline images are stored as `data-cid`; a mail shows them by `cid:`. */
function withInlineImages(html: string, domain: string): string {
  return html.replace(
    /(<img\b[^<>]*?)\sdata-cid="([\w@.+-]{1,300})"/g,
    (_, before: string, cid: string) => `${before} src="cid:${contentId(cid, domain)}"`,
  );
}

function attachment(file: MailFile, position: number, domain: string) {
  const mime = /^[\w.+-]+\/[\w.+-]+$/.test(file.mime) ? file.mime : 'application/octet-stream';
  const cid =
    file.cid !== null && /^[\w@.+-]{1,300}$/.test(file.cid)
      ? { cid: contentId(file.cid, domain), contentDisposition: 'inline' }
      : { contentDisposition: 'attachment' };
  return { filename: safeFileName(file.name, mime, position), contentType: mime, content: Buffer.from(file.bytes), ...cid };
}

/** An answer to an invitation is a part of its own kind, with its method (RFC 6047 §2.4); as a mere file no calendar takes it. */
function isCalendarReply(file: MailFile): boolean {
  return file.mime === 'text/calendar' && /^METHOD:REPLY\r?$/m.test(Buffer.from(file.bytes).toString('latin1', 0, 500));
}

function calendarPart(files: readonly MailFile[]) {
  const reply = files.find(isCalendarReply);
  return reply === undefined ? {} : { icalEvent: { method: 'REPLY', filename: 'invite.ics', content: Buffer.from(reply.bytes) } };
}

/**
 * Bytes and envelope of one mail to one recipient. Throws a `TypeError` for an address that is not canonical: plan first.
 * Automatic mails carry the RFC 3834 fields, and an acknowledgement an empty return path, so that nothing answers it.
 */
export async function composeMail(mail: MailToCompose): Promise<ComposedMail> {
  const from = headerMailbox(mail.from);
  const to = headerMailbox(mail.to);
  const [messageId] = trimmedReferences([mail.messageId]);
  if (messageId === undefined) throw new TypeError('a mail needs a Message-ID of ours');
  const references = trimmedReferences(mail.references);
  const answered = references.at(-1);
  const returnPath = mail.returnPath === null ? from.address : headerMailbox({ address: mail.returnPath, name: null }).address;
  const composer = new MailComposer({
    from,
    to,
    ...(mail.replyTo === null ? {} : { replyTo: headerMailbox({ address: mail.replyTo, name: mail.from.name }) }),
    messageId,
    ...(answered === undefined ? {} : { inReplyTo: answered, references: references.join(' ') }),
    subject: oneLine(mail.subject ?? '', limits.subjectChars),
    date: new Date(mail.dateAt),
    text: mail.text,
    ...(mail.html === null ? {} : { html: withInlineImages(mail.html, mail.loopId) }),
    ...calendarPart(mail.files),
    attachments: mail.files.flatMap((file, position) => (isCalendarReply(file) ? [] : [attachment(file, position, mail.loopId)])),
    headers: { ...automaticHeaders(mail.origin), [loopHeader]: oneLine(mail.loopId, 255) },
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await composer.compile().build();
  return { envelope: { from: mail.origin === 'acknowledgement' ? '' : returnPath, to: [to.address] }, raw: new Uint8Array(raw) };
}
