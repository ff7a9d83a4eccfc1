/**
 * How does what stands in the editor become a draft, and back? One line is one paragraph in the editor; in a mail, lines that follow each other
 * are one paragraph with breaks. Without any formatting the draft is plain text and no HTML at all.
 */
import { generateJSON } from '@tiptap/core';
import type { Editor, Extensions, JSONContent } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';

export interface RichContent {
  readonly text: string;
  /** Null: nothing in it needs HTML. */
  readonly html: string | null;
  /** Ids of the pictures it shows, in their order. */
  readonly pictureIds: readonly string[];
}

/** A field with nothing but lines of text. */
function isPlain(doc: Node): boolean {
  let plain = true;
  doc.descendants((node) => {
    if (node.marks.length > 0 || !['paragraph', 'text', 'hardBreak'].includes(node.type.name)) plain = false;
  });
  return plain;
}

/** Lines joined to paragraphs: an empty line ends one. */
function joinLines(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const line of page.querySelectorAll('p')) {
    if (line.parentElement?.closest('li') !== null && line.parentElement?.children.length === 1) continue;
    const before = line.previousElementSibling;
    if (before?.tagName !== 'P' || before.childNodes.length === 0 || line.childNodes.length === 0) continue;
    before.append(page.createElement('br'), ...line.childNodes);
    line.remove();
  }
  for (const line of page.querySelectorAll('p')) {
    const isGap = line.childNodes.length === 0 && line.previousElementSibling?.tagName === 'P' && line.nextElementSibling?.tagName === 'P';
    if (isGap) line.remove();
  }
  return page.body.innerHTML;
}

/** The other way round, so that each line is a paragraph of its own again. */
function partLines(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const paragraph of page.querySelectorAll('p')) {
    const follows = paragraph.previousElementSibling?.tagName === 'P';
    if (follows) paragraph.before(page.createElement('p'));
    for (let gap = paragraph.querySelector(':scope > br'); gap !== null; gap = paragraph.querySelector(':scope > br')) {
      const line = page.createElement('p');
      while (gap.previousSibling !== null) line.prepend(gap.previousSibling);
      gap.remove();
      paragraph.before(line);
    }
  }
  return page.body.innerHTML;
}

export function contentOf(editor: Editor): RichContent {
  const pictureIds: string[] = [];
  editor.state.doc.descendants((node) => {
    if (node.type.name === 'image' && typeof node.attrs['cid'] === 'string') pictureIds.push(node.attrs['cid']);
  });
  const text = editor.getText({ blockSeparator: '\n' });
  return { text, html: isPlain(editor.state.doc) ? null : joinLines(editor.getHTML()), pictureIds };
}

/** Plain text becomes lines; HTML is read by the editor's own schema, which leaves out what it does not know. */
export function documentOf({ text, html }: Pick<RichContent, 'text' | 'html'>, extensions: Extensions): JSONContent {
  if (html !== null) return generateJSON(partLines(html), extensions) as JSONContent;
  const content = text.split('\n').map((line): JSONContent => ({
    type: 'paragraph',
    ...(line === '' ? {} : { content: [{ type: 'text', text: line }] }),
  }));
  return { type: 'doc', content };
}

/** Where the caret of the plain field is in the editor: each line before it costs one place more. */
export function placeOf(text: string, offset: number): number {
  const before = text.slice(0, offset);
  return 1 + offset + (before.length - before.replaceAll('\n', '').length);
}
