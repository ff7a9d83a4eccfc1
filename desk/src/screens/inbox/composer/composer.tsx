/** Where an answer or a note is written. The two look different everywhere: a reply says to whom and by which channel, a note is on dashed paper. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { Paperclip } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ClipboardEvent, DragEvent, KeyboardEvent } from 'react';
import { Button } from '../../../parts/button.tsx';
import { IconButton } from '../../../parts/icon-button.tsx';
import { focusKeys } from '../../../shell/keys.ts';
import { say } from '../../../words/say.ts';
import type { ComposerMode } from '../inbox-state.ts';
import { ModeSwitch, Whereto } from './composer-head.tsx';
import { DraftFiles } from './draft-files.tsx';
import { DraftState, SavedWords } from './draft-state.tsx';
import { editDraft, editNote, useDraft } from './drafts.ts';
import { GrowingText } from './growing-text.tsx';
import { addNote } from './send.ts';
import { lastChoice } from './send-choice.ts';
import type { SendChoice } from './send-choice.ts';
import { SendButtons, sendKeys } from './send-buttons.tsx';
import { useUploads } from './use-uploads.ts';

export interface ComposerProps {
  readonly row: CaseRow;
  readonly mode: ComposerMode;
  readonly onMode: (mode: ComposerMode) => void;
  /** Rises each time the field should get the focus. */
  readonly focusCount: number;
  readonly onSend: (choice: SendChoice) => void;
}

export function Composer({ row, mode, onMode, focusCount, onSend }: ComposerProps) {
  const draft = useDraft(row.id);
  const uploads = useUploads(row.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const isNote = mode === 'note';
  const text = isNote ? draft.note : draft.text;
  const canSend = isNote
    ? text.trim() !== ''
    : (text.trim() !== '' || draft.files.length > 0) && uploads.pending.every((file) => file.failed !== null) && draft.state !== 'conflict';

  useEffect(() => {
    if (focusCount > 0) field.current?.focus();
  }, [focusCount, mode]);

  const submit = (choice: SendChoice) => {
    if (!canSend) return;
    if (isNote) void addNote(row);
    else onSend(choice);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') focusKeys();
    else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit(lastChoice());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const take = (event: ClipboardEvent | DragEvent, files: FileList) => {
    if (files.length === 0 || isNote) return;
    event.preventDefault();
    uploads.add([...files]);
  };
  return (
    <section
      aria-label={say(isNote ? 'composer.noteField' : 'composer.replyField')}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => take(event, event.dataTransfer.files)}
      className={`m-3 rounded border focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent-text md:m-4 ${isNote ? 'border-dashed border-edge bg-paper' : 'border-edge bg-surface'}`}
    >
      <div className="flex flex-wrap items-center gap-x-3 px-2 pt-1">
        <ModeSwitch mode={mode} onMode={onMode} />
        <Whereto row={row} mode={mode} />
      </div>
      {!isNote && <DraftState caseId={row.id} draft={draft} />}
      <GrowingText
        field={field}
        value={text}
        aria-label={say(isNote ? 'composer.noteField' : 'composer.replyField')}
        placeholder={say(isNote ? 'composer.startNote' : 'composer.start')}
        onChange={(event) => (isNote ? editNote(row.id, event.target.value) : editDraft(row.id, { text: event.target.value }))}
        onKeyDown={onKeyDown}
        onPaste={(event) => take(event, event.clipboardData.files)}
      />
      {!isNote && <DraftFiles caseId={row.id} files={draft.files} uploads={uploads} />}
      <div className="flex items-center gap-2 px-2 pb-2">
        {!isNote && (
          <>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                uploads.add([...(event.target.files ?? [])]);
                event.target.value = '';
              }}
            />
            <IconButton label={say('composer.attach')} icon={<Paperclip size={16} aria-hidden />} onClick={() => picker.current?.click()} />
            <SavedWords draft={draft} />
          </>
        )}
        <span className="ml-auto" />
        {isNote ? (
          <Button disabled={!canSend} title={sendKeys()} onClick={() => submit('next')}>
            {say('send.note')}
          </Button>
        ) : (
          <SendButtons canSend={canSend} onSend={submit} />
        )}
      </div>
    </section>
  );
}
