/**
 * What does an answer look like as a mail? The text, once the signatures, then what was said before; each as plain text and as simple HTML
 * that says the same. Who may see which earlier message was decided before.
 */
import { htmlToPlain } from './html-to-plain.ts';
import { readWrittenHtml } from './written-html.ts';

export interface Passage {
  readonly text: string;
  /** As written in an editor, or null: then made from the text. */
  readonly html: string | null;
}

export interface Quotation extends Passage {
  /** Who wrote it and when, in the reader's language. */
  readonly attribution: string;
}

export interface LetterParts extends Passage {
  readonly locale: string;
  readonly signatures: readonly Passage[];
  /** Absolute address of a picture below what was written, and what stands where pictures are not loaded; null: none. */
  readonly logo: { readonly url: string; readonly name: string } | null;
  /** Newest first. */
  readonly quotations: readonly Quotation[];
}

export interface Letter {
  readonly text: string;
  readonly html: string;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => escapes[char]!);
}

/** Paragraphs where the text has empty lines, line breaks where it has line ends; blanks in front of a line stay. */
export function plainToHtml(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => escaped(paragraph).replace(/^ +/gm, (blanks) => '&nbsp;'.repeat(blanks.length)))
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('\n');
}

/** In a signature or a quotation no picture is shown: its file is not part of this mail. */
function withoutPictures(html: string): string {
  return readWrittenHtml(html).html.replace(/<img\b[^<>]*>/g, '');
}

function quoted(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd()))
    .join('\n');
}

const words = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The writer has signed by hand, or the editor did: a signature stands there once. */
function missing(signatures: readonly Passage[], text: string): readonly Passage[] {
  return signatures.filter((one) => words(one.text) !== '' && !words(text).endsWith(words(one.text)));
}

const quoteStyle = 'margin:0 0 0 8px;padding-left:8px;border-left:2px solid #ccc';

/** Both parts of one mail. The marks around signature and quotation are those that mail programs know and fold. */
export function letterOf({ text, html, locale, signatures, logo, quotations }: LetterParts): Letter {
  const signed = missing(signatures, text);
  const plain = [
    text.trimEnd(),
    ...(signed.length === 0 ? [] : [`-- \n${signed.map((one) => one.text.trim()).join('\n\n')}`]),
    ...quotations.map((one) => `${one.attribution}\n${quoted(one.text)}`),
  ];
  const rich = [
    `<div>${html ?? plainToHtml(text)}</div>`,
    ...(signed.length === 0
      ? []
      : [
          `<div class="signature">-- <br>${signed.map((one) => (one.html === null ? plainToHtml(one.text) : withoutPictures(one.html))).join('')}</div>`,
        ]),
    ...(logo === null
      ? []
      : [`<p><img src="${escaped(logo.url)}" alt="${escaped(logo.name)}" height="32" style="height:32px;width:auto"></p>`]),
    ...quotations.map(
      (one) =>
        `<div class="gmail_quote"><div>${escaped(one.attribution)}</div><blockquote type="cite" style="${quoteStyle}">${one.html === null ? plainToHtml(one.text) : withoutPictures(one.html)}</blockquote></div>`,
    ),
  ];
  const direction = /^(?:ar|fa|he|ur)\b/.test(locale) ? ' dir="rtl"' : '';
  return {
    text: plain.join('\n\n'),
    html: `<!DOCTYPE html>\n<html lang="${escaped(locale)}"${direction}><head><meta charset="utf-8"></head><body>\n${rich.join('\n')}\n</body></html>`,
  };
}

/** A signature with its blanks filled in; text from HTML where only that is given. */
export function signatureOf(
  given: { readonly text: string; readonly html: string | null },
  facts: Readonly<Record<string, string>>,
): Passage {
  const fill = (pattern: string, as: (value: string) => string): string =>
    pattern.replace(/\{(agent|brand)\}/g, (_, name: string) => as(facts[name] ?? ''));
  const html = given.html === null || given.html.trim() === '' ? null : fill(given.html, escaped);
  const text = given.text.trim() === '' && html !== null ? htmlToPlain(html) : fill(given.text, (value) => value);
  return { text, html };
}
