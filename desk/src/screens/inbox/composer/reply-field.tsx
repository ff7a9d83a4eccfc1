/** The field itself: plain at once, formatted where the channel carries it and once it is loaded. Text, caret and draft go along when it changes. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useLayoutEffect, useRef } from 'react';
import type { ClipboardEvent, KeyboardEvent, RefObject } from 'react';
import { say } from '../../../words/say.ts';
import type { ComposerMode } from '../inbox-state.ts';
import { editDraft, editNote } from './drafts.ts';
import type { LocalDraft } from './drafts.ts';
import { plainHandle } from './field-handle.ts';
import type { FieldHandle } from './field-handle.ts';
import { GrowingText } from './growing-text.tsx';
import { useRich } from './use-rich.ts';

export interface ReplyFieldProps {
  readonly row: CaseRow;
  readonly mode: ComposerMode;
  readonly draft: LocalDraft;
  readonly handle: RefObject<FieldHandle | null>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onCaret: () => void;
  /** Files pasted or dropped into the field; `inText` where pictures can stand in the text. */
  readonly onFiles: (files: readonly File[], inText: boolean) => void;
}

/** Does this channel carry formatting? The others send the text alone. */
export const carriesHtml = (row: Pick<CaseRow, 'channelType'>): boolean => row.channelType === 'email';

export function ReplyField({ row, mode, draft, handle, onKeyDown, onCaret, onFiles }: ReplyFieldProps) {
  const isNote = mode === 'note';
  const plain = useRef<HTMLTextAreaElement>(null);
  const isComposing = useRef(false);
  const rich = useRich(!isNote && carriesHtml(row), plain, isComposing);
  const isPlain = rich === null;
  useLayoutEffect(() => {
    if (isPlain && plain.current !== null) handle.current = plainHandle(plain.current);
  }, [isPlain, isNote, handle]);
  if (rich !== null) {
    return (
      <rich.Field
        caseId={row.id}
        handle={handle}
        caret={rich.caret}
        onKeyDown={onKeyDown}
        onCaret={onCaret}
        onFiles={(files) => onFiles(files, true)}
      />
    );
  }
  const words = say(isNote ? 'composer.noteField' : 'composer.replyField');
  const onPaste = (event: ClipboardEvent) => {
    if (isNote || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    onFiles([...event.clipboardData.files], false);
  };
  return (
    <GrowingText
      key={mode}
      field={plain}
      value={isNote ? draft.note : draft.text}
      aria-label={words}
      placeholder={say(isNote ? 'composer.startNote' : 'composer.start')}
      onChange={(event) => {
        if (isNote) editNote(row.id, event.target.value);
        else editDraft(row.id, { text: event.target.value });
        onCaret();
      }}
      onSelect={onCaret}
      onCompositionStart={() => {
        isComposing.current = true;
      }}
      onCompositionEnd={() => {
        isComposing.current = false;
      }}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
    />
  );
}
