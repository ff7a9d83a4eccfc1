/**
 * Is this mail safe to take apart? Counts bytes, headers, boundaries and parts in one linear pass before any parser sees it.
 * It understands nothing else; what it lets through is still read with the parser's own limits.
 */
import { limits } from '../contract/limits.ts';

export interface MailScan {
  /** The limit that was passed, as a word for the log and the agent; null when the mail may be parsed. */
  readonly tooComplex:
    | 'size'
    | 'headerSize'
    | 'headerCount'
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
const maxDashLines = 20_000;

function scanHeader(bytes: Buffer): { end: number; count: number; tooLong: boolean } {
  let at = 0;
  let count = 0;
  while (at < bytes.length) {
    const next = bytes.indexOf(lf, at);
    const end = next < 0 ? bytes.length : next;
    if (end > limits.mailHeaderBytes) return { end: limits.mailHeaderBytes, count, tooLong: true };
    const length = end - at - (bytes[end - 1] === 0x0d && end > at ? 1 : 0);
    if (length === 0) return { end, count, tooLong: false };
    if (bytes[at] !== 0x20 && bytes[at] !== 0x09) count++;
    at = end + 1;
  }
  return { end: bytes.length, count, tooLong: false };
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

function countParts(bytes: Buffer, declared: ReadonlySet<string>): { parts: number; dashLines: number; lines: number } {
  let lines = 0;
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
    at = next < 0 ? -1 : next + 1;
  }
  return { parts, dashLines, lines };
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
  const { declared, problem } = scanBoundaries(bytes.toString('latin1'));
  if (problem !== null) return { tooComplex: problem, headerEnd: header.end };
  const { parts, dashLines, lines } = countParts(bytes, declared);
  if (parts > limits.mailPartCount || dashLines > maxDashLines) return { tooComplex: 'partCount', headerEnd: header.end };
  if (lines > limits.mailLineCount) return { tooComplex: 'lineCount', headerEnd: header.end };
  return { tooComplex: countMarkup(bytes) > limits.mailMarkupCharCount ? 'markup' : null, headerEnd: header.end };
}
