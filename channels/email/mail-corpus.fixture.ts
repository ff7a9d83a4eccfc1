/**
 * Where are the raw mails of the shared test data? For tests only; null where they are absent.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const mailFolder = join(import.meta.dirname, '../../../shared/fixtures/email');

export interface MimeCase {
  file: string;
  basis: string;
  textContains?: string[];
  textLines?: string[];
  textFirstLine?: string;
  textEmpty?: boolean;
  htmlContains?: string[];
  htmlBytes?: number;
  htmlEmpty?: boolean;
  subject?: string;
  to?: { address: string; name: string }[];
  rawContains?: string[];
  attachments?: number;
  attachmentsWhenEmbeddedMailsAreKept?: number;
  attachmentsIdentical?: number[];
  attachmentSha256?: Record<string, string>;
  attachmentMd5?: Record<string, string>;
  calendarMethod?: Record<string, string>;
  maxMs?: number;
}

export const hasMailCorpus = existsSync(mailFolder);

/** The 15 MIME mails with what their sources say of them. */
export function mimeCases(): readonly { readonly set: string; readonly expected: MimeCase; readonly raw: Uint8Array }[] {
  if (!hasMailCorpus) return [];
  return ['mailparser', 'postal-mime'].flatMap((set) => {
    const folder = join(mailFolder, 'mime', set);
    const { cases } = JSON.parse(readFileSync(join(folder, 'expectations.json'), 'utf8')) as { cases: MimeCase[] };
    return cases.map((expected) => ({ set, expected, raw: new Uint8Array(readFileSync(join(folder, expected.file))) }));
  });
}

/** The 211 bounces, complaints and automatic replies, and the one ordinary mail. */
export function bounceMails(): readonly { readonly file: string; readonly raw: Uint8Array }[] {
  if (!hasMailCorpus) return [];
  return ['bsd', 'not'].flatMap((set) =>
    readdirSync(join(mailFolder, 'bounces', set))
      .filter((file) => file.endsWith('.eml'))
      .map((file) => ({ file, raw: new Uint8Array(readFileSync(join(mailFolder, 'bounces', set, file))) })),
  );
}
