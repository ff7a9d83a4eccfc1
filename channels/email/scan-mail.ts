/**
 * Is this mail safe to take apart? Counts bytes, headers, boundaries and parts in one linear pass before any parser sees it.
 * It understands nothing else; what it lets through is still read with the parser's own limits.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';

export interface MailScan {
  /** The limit that was passed, as a word for the log and the agent; null when the mail may be parsed. */
  readonly tooComplex:
    | 'size'
    | 'headerSize'
    | 'headerCount'
    | 'headerLineCount'
    | 'signatureCount'
    | 'lineLength'
    | 'boundaryLength'
    | 'boundaryForm'
    | 'partCount'
    | 'lineCount'
    | 'markup'
    | null;
  /** Where the header ends, in bytes, never more than the header limit. */
  readonly headerEnd: number;
}

const lf = 0x0a;
const dash = 0x2d;
/** Lines that begin with two dashes; beyond this a mail is a boundary trick, whatever it declares. */
const maxDashLines = limits.dashLineCount;

interface HeaderScan {
  readonly end: number;
  readonly count: number;
  readonly lines: number;
  readonly signatures: number;
  readonly tooLong: boolean;
}

const signature = 'dkim-signature';

function scanHeader(bytes: Buffer): HeaderScan {
  let at = 0;
  let count = 0;
  let lines = 0;
  let signatures = 0;
  const seen = (end: number, tooLong: boolean): HeaderScan => ({ end, count, lines, signatures, tooLong });
  while (at < bytes.length) {
    const next = bytes.indexOf(lf, at);
    const end = next < 0 ? bytes.length : next;
    if (end > limits.mailHeaderBytes) return seen(limits.mailHeaderBytes, true);
    const length = end - at - (bytes[end - 1] === 0x0d && end > at ? 1 : 0);
    if (length === 0) return seen(end, false);
    lines++;
    if (bytes[at] !== 0x20 && bytes[at] !== 0x09) count++;
    if (bytes.toString('latin1', at, at + signature.length).toLowerCase() === signature) signatures++;
    at = end + 1;
  }
  return seen(bytes.length, false);
}

function scanBoundaries(text: string): { declared: Set<string>; problem: 'boundaryLength' | 'boundaryForm' | null } {
  const declared = new Set<string>();
  for (const [field] of text.matchAll(/^[ \t]*content-type[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*/gim)) {
    // RFC 2231 continuations and comments in a boundary are legal, never seen in honest mail, and hide it from this scan.
    if (/boundary\s*(?:\*|\()|boundary\s*=\s*\(/i.test(field)) return { declared, problem: 'boundaryForm' };
    for (const match of field.matchAll(/boundary\s*=\s*(?:"([^"\n]*)"|([^\s;"]+))/gi)) {
      const boundary = match[1] ?? match[2] ?? '';
      if (boundary.length > limits.mailBoundaryChars) return { declared, problem: 'boundaryLength' };
      declared.add(boundary.trimEnd());
    }
  }
  return { declared, problem: null };
}

function countParts(
  bytes: Buffer,
  declared: ReadonlySet<string>,
): { parts: number; dashLines: number; lines: number; longestLine: number } {
  let lines = 0;
  let longestLine = 0;
  let parts = 0;
  let dashLines = 0;
  for (let at = 0; at >= 0 && at < bytes.length;) {
    lines++;
    if (bytes[at] === dash && bytes[at + 1] === dash) {
      dashLines++;
      const newline = bytes.indexOf(lf, at);
      const end = Math.min(newline < 0 ? bytes.length : newline, at + limits.mailBoundaryChars + 8);
      if (declared.has(bytes.toString('latin1', at + 2, end).trimEnd())) parts++;
    }
    const next = bytes.indexOf(lf, at);
    longestLine = Math.max(longestLine, (next < 0 ? bytes.length : next) - at);
    at = next < 0 ? -1 : next + 1;
  }
  return { parts, dashLines, lines, longestLine };
}

function countMarkup(bytes: Buffer): number {
  let count = 0;
  // By index: the iterator of a Buffer takes several times as long.
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x26 || byte === 0x3c || byte === 0x3e || byte === 0x22) count++;
  }
  return count;
}

/** Checks raw mail bytes (any line ends that contain LF) against the limits; linear in their number. */
export function scanMail(raw: Uint8Array): MailScan {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const header = scanHeader(bytes);
  if (bytes.length > limits.mailBytes) return { tooComplex: 'size', headerEnd: header.end };
  if (header.tooLong) return { tooComplex: 'headerSize', headerEnd: header.end };
  if (header.count > limits.mailHeaderCount) return { tooComplex: 'headerCount', headerEnd: header.end };
  if (header.lines > limits.mailHeaderLineCount) return { tooComplex: 'headerLineCount', headerEnd: header.end };
  if (header.signatures > limits.mailSignatureCount) return { tooComplex: 'signatureCount', headerEnd: header.end };
  const { declared, problem } = scanBoundaries(bytes.toString('latin1'));
  if (problem !== null) return { tooComplex: problem, headerEnd: header.end };
  const { parts, dashLines, lines, longestLine } = countParts(bytes, declared);
  if (parts > limits.mailPartCount || dashLines > maxDashLines) return { tooComplex: 'partCount', headerEnd: header.end };
  if (lines > limits.mailLineCount) return { tooComplex: 'lineCount', headerEnd: header.end };
  if (countMarkup(bytes) > limits.mailMarkupCharCount) return { tooComplex: 'markup', headerEnd: header.end };
  return { tooComplex: longestLine > limits.mailLineBytes ? 'lineLength' : null, headerEnd: header.end };
}
