/**
 * What does an agent's formatted answer say? Strict HTML with the pictures it shows, and its text. The same allow-list as for a
 * stranger's mail, and nothing in it may load from elsewhere. Whose files the pictures are is the server's to check.
 */
import { htmlToPlain } from './html-to-plain.ts';
import { sanitiseHtml } from './sanitise-html.ts';

export interface WrittenHtml {
  readonly html: string;
  readonly text: string;
  /** Attachment ids of the pictures shown, in order, each once. */
  readonly shownIds: readonly string[];
}

const uuid = /\bdata-cid="([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"/;

/** Pictures are `<img data-cid="<attachment id>">`; every other one goes. A second pass changes nothing. */
export function readWrittenHtml(given: string): WrittenHtml {
  const shown = new Set<string>();
  const html = sanitiseHtml(given).replace(/<img\b[^<>]*>/g, (image) => {
    const id = uuid.exec(image)?.[1];
    if (id === undefined) return '';
    shown.add(id);
    return image;
  });
  return { html, text: htmlToPlain(html).trimEnd(), shownIds: [...shown] };
}

/** Letters and digits only, without the marks of lists and the addresses of links: editors write those in their own ways. */
function wordsOf(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/^[ \t>]*(?:[-*•–]|\d{1,4}[.)])[ \t]+/gm, '')
    .replace(/[[(<]?\b(?:https?:\/\/|mailto:|tel:)[^\s\])>]+[\])>]?/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .toLowerCase();
}

/** Do a text and the text of the HTML say the same words? */
export function saysTheSame(text: string, ofHtml: string): boolean {
  return wordsOf(text) === wordsOf(ofHtml);
}
