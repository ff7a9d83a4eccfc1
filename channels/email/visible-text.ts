/**
 * Which part of a mail's text did its sender write just now? A view for reading: quotations and signatures at the end are folded, never
 * removed, and answers between quoted lines stay. In doubt a line is shown: losing a customer's words is worse than keeping a quotation.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { isAttribution, isForwardBanner, isHeaderField, isMobileSignature, startsAttribution } from './quote-marks.ts';

export interface VisibleText {
  /** What to show at once; the whole text when folding would leave nothing. */
  readonly visible: string;
  /** What is folded away, as lines of the text: `from` inclusive, `to` exclusive, in order. */
  readonly folded: readonly { readonly from: number; readonly to: number; readonly why: 'quotation' | 'signature' }[];
}

const maxLines = limits.textLineCount;

const isBlank = (line: string) => line.trim() === '';
const isQuoted = (line: string) => /^[ \t\u00a0]{0,3}>/.test(line);
const isDivider = (line: string) => /^[ \t]*(?:[-_=*]{4,})[ \t]*$/.test(line);

/** Length in lines of an attribution (`On … wrote:`) that starts here; it may be folded over up to four lines. 0 when none does. */
function attributionLength(lines: readonly string[], at: number): number {
  const first = lines[at] ?? '';
  if (isBlank(first) || isQuoted(first)) return 0;
  if (isAttribution(first)) return 1;
  if (!startsAttribution(first)) return 0;
  let joined = first.trim();
  for (let count = 2; count <= 4; count++) {
    const next = lines[at + count - 1];
    if (next === undefined || isBlank(next) || isQuoted(next)) return 0;
    joined += ` ${next.trim()}`;
    if (isAttribution(joined)) return count;
  }
  return 0;
}

/** Does a block of header fields (From, Sent, To, Subject in many languages) start here? At least two fields within four lines. */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  if (!isHeaderField(lines[at] ?? '')) return false;
  let fields = 1;
  for (let next = at + 1; next < Math.min(lines.length, at + 6); next++) {
    const line = lines[next] ?? '';
    if (isHeaderField(line)) fields++;
    else if (isBlank(line) && fields > 1) break;
  }
  return fields >= 2;
}

/** Is everything from this line on the original mail, quoted without marks? */
function startsOriginal(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  if (isForwardBanner(line)) return true;
  if (isHeaderBlock(lines, at)) return true;
  return isDivider(line) && isHeaderBlock(lines, at + 1 + (isBlank(lines[at + 1] ?? 'x') ? 1 : 0));
}

/** From which line on is there only quotation? `lines.length` when the text ends with its sender's words. */
function quotationStart(lines: readonly string[]): number {
  for (let at = 0; at < lines.length; at++) if (startsOriginal(lines, at)) return withAttribution(lines, at);
  let start = lines.length;
  while (start > 0 && (isBlank(lines[start - 1] ?? '') || isQuoted(lines[start - 1] ?? ''))) start--;
  const hasQuote = lines.slice(start).some(isQuoted);
  if (hasQuote) return withAttribution(lines, start);
  return unmarkedQuotation(lines);
}

/** A `-- ` signature directly below a quotation ends the text for our purposes: the line where it begins, else `lines.length`. */
function closingSignature(lines: readonly string[]): number {
  const start = signatureStart(lines, lines.length);
  let above = start;
  while (above > 0 && isBlank(lines[above - 1] ?? '')) above--;
  return start < lines.length && above > 0 && isQuoted(lines[above - 1] ?? '') ? start : lines.length;
}

/** Takes an attribution that stands directly above a quotation into it. */
function withAttribution(lines: readonly string[], start: number): number {
  let above = start;
  while (above > 0 && isBlank(lines[above - 1] ?? '')) above--;
  for (let length = Math.min(4, above); length > 0; length--)
    if (attributionLength(lines, above - length) === length) return above - length;
  return start;
}

/** `On … wrote:` and then the original without marks: folded only when the attribution is unmistakable and starts a paragraph. */
function unmarkedQuotation(lines: readonly string[]): number {
  const lastQuoted = lines.findLastIndex(isQuoted);
  for (let at = lastQuoted + 1; at < lines.length; at++) {
    if (attributionLength(lines, at) === 0) continue;
    if (at === 0 || isBlank(lines[at - 1] ?? '')) return at;
  }
  return lines.length;
}

/** From which line on is there only a signature? Looks at the last lines before `end`. */
function signatureStart(lines: readonly string[], end: number): number {
  let last = end;
  while (last > 0 && isBlank(lines[last - 1] ?? '')) last--;
  for (let at = last - 1; at >= 0 && at >= last - 12; at--) {
    const line = lines[at] ?? '';
    if (isQuoted(line)) return end;
    if (/^(?:--|__)[ \t\u00a0]?$/.test(line)) return at;
    if (isMobileSignature(line) && at >= last - 2) return at;
  }
  return end;
}

/** The sender's own words in a plain text (any line ends) and what of it is folded. Linear in the number of lines. */
export function visibleText(text: string): VisibleText {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n');
  if (lines.length > maxLines) return { visible: text, folded: [] };
  const quotation = quotationStart(lines.slice(0, closingSignature(lines)));
  const signature = signatureStart(lines, quotation);
  const visible = lines.slice(0, signature).join('\n').trimEnd();
  if (visible.trim() === '') return { visible: text, folded: [] };
  const folded: VisibleText['folded'] = [
    ...(signature < quotation ? [{ from: signature, to: quotation, why: 'signature' as const }] : []),
    ...(quotation < lines.length ? [{ from: quotation, to: lines.length, why: 'quotation' as const }] : []),
  ];
  return { visible, folded };
}
