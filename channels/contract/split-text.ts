/**
 * How does a long text become several messages? Cuts between graphemes only, after a line or a word where one ends late enough,
 * and loses nothing: the parts joined are the text. It does not decide whether a channel wants parts at all.
 */
import type { TextUnit } from './capabilities.ts';

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
const encoder = new TextEncoder();

/** Length of a text in the unit a provider counts in. `segments` counts like `utf16` and is for adapters that price by it. */
export function textLength(text: string, unit: TextUnit): number {
  switch (unit) {
    case 'graphemes':
      return Array.from(segmenter.segment(text)).length;
    case 'chars':
      return Array.from(text).length;
    case 'bytes':
      return encoder.encode(text).length;
    case 'utf16':
    case 'segments':
      return text.length;
  }
}

/**
 * Parts of at most `max` units each. A single grapheme longer than `max` cannot be sent whole: then null (the caller says `tooLong`).
 * An empty text gives one empty part.
 */
export function splitText(text: string, max: number, unit: TextUnit): readonly string[] | null {
  if (textLength(text, unit) <= max) return [text];
  const parts: string[] = [];
  let part = '';
  let partLength = 0;
  let breakAt = -1;
  for (const { segment } of segmenter.segment(text)) {
    const length = textLength(segment, unit);
    if (length > max) return null;
    if (partLength + length > max) {
      const cut = breakAt > part.length / 2 ? breakAt : part.length;
      parts.push(part.slice(0, cut));
      part = part.slice(cut);
      partLength = textLength(part, unit);
      breakAt = -1;
    }
    part += segment;
    partLength += length;
    if (/^\s+$/.test(segment)) breakAt = part.length;
  }
  if (part !== '') parts.push(part);
  return parts;
}
