/** How is a found passage replaced in a draft? In the text, or in its formatted twin where the passage stands there unbroken. */
import type { Finding } from '@meanwhile/core/craft/writing.ts';
import { editDraft, readDraft } from '../drafts.ts';
import type { LocalDraft } from '../drafts.ts';

type Written = Pick<LocalDraft, 'text' | 'html'>;
const inHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The draft with the passage replaced; null where it stands there no more, or broken by formatting. */
export function replaced({ text, html }: Written, { quote, suggestion }: Pick<Finding, 'quote' | 'suggestion'>): Written | null {
  if (suggestion === null || quote === '' || !text.includes(quote)) return null;
  const tidy = (whole: string) => whole.replaceAll(/ {2,}/g, ' ').replace(/^\s+/, '');
  const next = tidy(text.replace(quote, () => suggestion));
  if (html === null) return { text: next, html: null };
  if (!html.includes(inHtml(quote))) return null;
  return { text: next, html: html.replace(inHtml(quote), () => inHtml(suggestion)) };
}

export function putInstead(caseId: string, finding: Finding): void {
  const draft = readDraft(caseId);
  const next = replaced(draft, finding);
  if (next !== null) editDraft(caseId, next.html === null ? { text: next.text } : { ...next, pictures: draft.pictures });
}

/** Puts a sentence before everything else. */
export function putFirst(caseId: string, sentence: string): void {
  const { text, html, pictures } = readDraft(caseId);
  if (html === null) editDraft(caseId, { text: `${sentence}\n\n${text}` });
  else editDraft(caseId, { text: `${sentence}\n\n${text}`, html: `<p>${inHtml(sentence)}</p>${html}`, pictures });
}
