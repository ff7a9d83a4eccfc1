/**
 * The formatted field: loaded when the plain one already stands, takes over its text and caret, and keeps the draft after every change. It sends and
 * saves nothing itself.
 */
import { EditorContent, useEditor } from '@tiptap/react';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { chosenWorkspace, urlOf } from '../../../../sync/api.ts';
import { api } from '../../../../links.ts';
import { say } from '../../../../words/say.ts';
import { editDraft, useDraft } from '../drafts.ts';
import type { DraftFile } from '../drafts.ts';
import type { FieldHandle } from '../field-handle.ts';
import { contentOf, documentOf, placeOf } from './rich-draft.ts';
import { extensionsOf } from './rich-schema.ts';
import { RichToolbar } from './rich-toolbar.tsx';

export interface RichTextProps {
  readonly caseId: string;
  readonly handle: RefObject<FieldHandle | null>;
  /** Where the caret was in the plain field; null = it did not have the focus. */
  readonly caret: number | null;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** The caret moved or the text changed. */
  readonly onCaret: () => void;
  /** Pictures among them are uploaded and come back through `pictures`. */
  readonly onFiles: (files: readonly File[]) => void;
}

const pictureAddress = (id: string) => urlOf(api.attachmentContent(id), { workspace: chosenWorkspace() });

export function RichText({ caseId, handle, caret, onKeyDown, onCaret, onFiles }: RichTextProps) {
  const draft = useDraft(caseId);
  const extensions = useMemo(() => extensionsOf(pictureAddress), []);
  /** What this editor itself last put into the draft: anything else came from elsewhere. */
  const own = useRef({ text: draft.text, html: draft.html });
  const files = useRef(onFiles);
  files.current = onFiles;
  const moved = useRef(onCaret);
  moved.current = onCaret;
  const editor = useEditor({
    extensions,
    content: documentOf(draft, extensions),
    injectCSS: false,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': say('composer.replyField'),
        'data-placeholder': say('composer.start'),
        class: 'rich-text block max-h-[34vh] min-h-14 w-full overflow-y-auto px-3 py-2 text-base outline-none',
      },
      handlePaste: (_, event) => takeFiles(event.clipboardData, files.current),
      handleDrop: (_, event) => takeFiles(event.dataTransfer, files.current),
    },
    onUpdate: ({ editor: now }) => {
      const { text, html, pictureIds } = contentOf(now);
      own.current = { text, html };
      editDraft(caseId, { text, html, pictures: pictureIds.map((id): DraftFile => ({ id, name: '', sizeBytes: 0 })) });
    },
    onTransaction: () => moved.current(),
  });
  useLayoutEffect(() => {
    handle.current = {
      focus: () => void editor.commands.focus('end'),
      before() {
        const { $from, empty } = editor.state.selection;
        return empty ? $from.parent.textBetween(0, $from.parentOffset, '\n', '\n') : '';
      },
      replace(length, text) {
        const { from, to } = editor.state.selection;
        const lines = documentOf({ text, html: null }, extensions).content ?? [];
        const at = { from: from - length, to };
        const put = lines.length === 1 ? (lines[0]?.content ?? []) : lines;
        editor.chain().focus().insertContentAt(at, put, { updateSelection: true }).run();
      },
      picture: (id, alt) =>
        editor
          .chain()
          .insertContent({ type: 'image', attrs: { cid: id, alt } })
          .run(),
    };
    return () => {
      handle.current = null;
    };
  }, [editor, extensions, handle]);
  useLayoutEffect(() => {
    if (caret === null) return;
    editor.commands.setTextSelection(placeOf(own.current.text, caret));
    editor.view.focus();
  }, [editor, caret]);
  useEffect(() => {
    if (draft.text === own.current.text && draft.html === own.current.html) return;
    own.current = { text: draft.text, html: draft.html };
    const hadFocus = editor.isFocused;
    editor.commands.setContent(documentOf(draft, extensions), { emitUpdate: false });
    if (hadFocus) editor.commands.setTextSelection(editor.state.doc.content.size);
  }, [draft, editor, extensions]);
  return (
    <>
      {/* Letters typed here are text; only what the composer itself listens to goes on. */}
      <EditorContent editor={editor} onKeyDownCapture={onKeyDown} />
      <RichToolbar editor={editor} />
    </>
  );
}

function takeFiles(data: DataTransfer | null, onFiles: (files: readonly File[]) => void): boolean {
  // A copied table brings a picture of itself: its text is what is meant.
  if (data === null || data.files.length === 0 || data.types.includes('text/html')) return false;
  onFiles([...data.files]);
  return true;
}
