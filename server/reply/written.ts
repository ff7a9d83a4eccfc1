/**
 * What did the writer write? Text and HTML of an answer or a draft made one, the files with it sorted into pictures shown and files added.
 * A card's number in it is covered: it is neither kept nor sent. Whether the files are the writer's own is checked where the answer is stored.
 */
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { readWritten } from '../channel-libraries.ts';

export interface WrittenBody {
  readonly text: string;
  readonly html?: string | undefined;
  readonly attachmentIds: readonly string[];
  readonly inlineAttachmentIds: readonly string[];
}

export interface Written {
  readonly text: string;
  /** Sanitised; null for plain text. */
  readonly html: string | null;
  readonly attachmentIds: readonly string[];
  /** Those of the listed pictures that the HTML shows. */
  readonly inlineAttachmentIds: readonly string[];
}

const count = (text: string, sign: string): number => text.split(sign).length - 1;

export async function writtenOf(body: WrittenBody): Promise<Written | Refusal> {
  const { text, html, attachmentIds, inlineAttachmentIds } = body;
  if (html === undefined) return { text: maskCards(text), html: null, attachmentIds, inlineAttachmentIds: [] };
  if (inlineAttachmentIds.some((id) => attachmentIds.includes(id))) return refuse('bad_request', 'A file is in both lists.');
  // Counted first: reading them is what takes the time (attack 44).
  if (count(html, '<') + count(html, '&') / 4 > limits.messageHtmlTags) return refuse('text_too_long', 'It has too much formatting.');
  const read = await readWritten(html);
  if (text.trim() !== '' && !read.saysTheSame(text)) return refuse('text_disagrees');
  if (read.text.length > limits.messageTextChars || read.html.length > 2 * limits.messageHtmlChars) return refuse('text_too_long');
  if (read.shownIds.some((id) => !inlineAttachmentIds.includes(id)))
    return refuse('not_found', 'The HTML shows a picture that is not listed.');
  return { text: maskCards(read.text), html: maskCards(read.html, 'html'), attachmentIds, inlineAttachmentIds: read.shownIds };
}
