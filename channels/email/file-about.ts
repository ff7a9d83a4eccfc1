/**
 * What are the files of a mail? Says of each whether it is an invitation, a whole mail, a signature or something closed, and unpacks what
 * old programs pack (winmail.dat, uuencode). Nothing is verified and nothing is decrypted here, and none of it is a reason to trust.
 */
import { decodeWords } from 'postal-mime';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { boundedText } from '../contract/bounded-text.ts';
import { oneLine, readFrom } from './address.ts';
import { htmlToPlain } from './html-to-plain.ts';
import { parseMail } from './line-joining-parser.ts';
import { dateIn } from './mail-date.ts';
import { readInvitation } from './read-invitation.ts';
import { scanMail } from './scan-mail.ts';
import { readTnef } from './tnef.ts';
import { takeUuFiles } from './uuencode.ts';
import type { Attachment } from 'postal-mime';
import type { AboutMail, FileAbout } from '../contract/file-about.ts';

export interface ContentType {
  readonly value: string;
  readonly params: Readonly<Record<string, string>>;
}

const bytesOf = (part: Attachment): Uint8Array =>
  typeof part.content === 'string' ? new TextEncoder().encode(part.content) : new Uint8Array(part.content);

/** Text, HTML and files of a mail with the packed files of old programs beside them; `isCut` when a packed file held more than was taken. */
export interface Unpacked {
  readonly text: string;
  readonly html: string;
  readonly parts: readonly Attachment[];
}

const isTnef = (part: Attachment) =>
  /^application\/(?:ms-tnef|vnd\.ms-tnef)$/i.test(part.mimeType) || /^winmail\.dat$/i.test(part.filename ?? '');

/** Replaces winmail.dat by what is in it and takes uuencoded files out of the text. A packed file with nothing readable stays itself. */
export function unpack(text: string, html: string, parts: readonly Attachment[]): Unpacked {
  const taken = takeUuFiles(text);
  let plain = taken.text;
  let markup = html;
  const out: Attachment[] = [];
  for (const part of parts) {
    const tnef = isTnef(part) ? readTnef(bytesOf(part)) : null;
    if (tnef === null || (tnef.files.length === 0 && tnef.text === null && tnef.html === null)) {
      out.push(part);
      continue;
    }
    if (plain.trim() === '' && markup === '') {
      plain = tnef.text ?? '';
      markup = tnef.html ?? '';
    }
    for (const file of tnef.files)
      out.push({
        filename: file.name,
        mimeType: file.mime ?? 'application/octet-stream',
        disposition: 'attachment',
        contentId: file.cid ?? '',
        content: file.bytes,
      });
  }
  for (const file of taken.files)
    out.push({ filename: file.name, mimeType: 'application/octet-stream', disposition: 'attachment', content: file.bytes });
  return { text: plain, html: markup, parts: out };
}

/** The mail inside a mail, as its own header and first words say; null when it is too large or cannot be read. */
async function embeddedMail(bytes: Uint8Array): Promise<AboutMail | null> {
  if (bytes.byteLength > limits.embeddedMailBytes || scanMail(bytes).tooComplex !== null) return null;
  let mail;
  try {
    mail = await parseMail(bytes, { forceRfc822Attachments: true, maxRfc822NestingDepth: 0, maxNestingDepth: limits.mailNestingDepth });
  } catch (unreadable) {
    if (!(unreadable instanceof Error)) throw unreadable;
    return null;
  }
  const valueOf = (name: string) => mail.headers.find((header) => header.key === name)?.value;
  const from = readFrom(mail.headers.filter((header) => header.key === 'from').map((header) => header.value));
  const named = from.mailbox?.name ?? null;
  if (mail.headers.length === 0) return null;
  const words = (mail.text ?? '').trim() === '' ? htmlToPlain((mail.html ?? '').slice(0, 100_000)) : (mail.text ?? '');
  return {
    kind: 'mail',
    from:
      from.mailbox === null
        ? oneLine(decodeWords(valueOf('from')?.slice(0, 1_000) ?? ''), limits.displayNameChars)
        : named === null
          ? from.mailbox.address
          : `${named} <${from.mailbox.address}>`,
    subject: oneLine(mail.subject ?? '', limits.subjectChars),
    sentAt: dateIn(valueOf('date')),
    text: boundedText(words.trim(), limits.embeddedTextChars),
  };
}

function protectionOf(mime: string, position: number, mail: ContentType): FileAbout | null {
  if (mime === 'application/pgp-signature') return { kind: 'signed', by: 'pgp' };
  if (/^application\/(?:x-)?pkcs7-signature$/.test(mime)) return { kind: 'signed', by: 'smime' };
  if (/^application\/(?:x-)?pkcs7-mime$/.test(mime)) {
    const isSigned = mail.params['smime-type'] === 'signed-data' || mail.params['smime-type'] === 'certs-only';
    return { kind: isSigned ? 'signed' : 'encrypted', by: 'smime' };
  }
  const isPgpMail =
    mail.value === 'multipart/encrypted' && (mail.params['protocol'] ?? 'application/pgp-encrypted') === 'application/pgp-encrypted';
  return isPgpMail && position < 2 && mime !== 'text/plain' ? { kind: 'encrypted', by: 'pgp' } : null;
}

/** What each file is; null where it is just a file. In the order of `parts`. */
export async function filesAbout(parts: readonly Attachment[], mail: ContentType): Promise<readonly (FileAbout | null)[]> {
  let mails = 0;
  const about: (FileAbout | null)[] = [];
  for (const [position, part] of parts.slice(0, limits.attachmentCount).entries()) {
    const mime = part.mimeType.toLowerCase();
    if (mime === 'text/calendar' || mime === 'application/ics' || /\.ics$/i.test(part.filename ?? ''))
      about.push(readInvitation(bytesOf(part), part.method ?? null));
    else if (mime === 'message/rfc822' && mails++ < limits.embeddedMailCount) about.push(await embeddedMail(bytesOf(part)));
    else about.push(protectionOf(mime, position, mail));
  }
  return about;
}
