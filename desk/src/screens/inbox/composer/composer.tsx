/** Where an answer or a note is written. The two look different everywhere: a reply says to whom and by which channel, a note is on dashed paper. */
import type { CaseRow, Message, Thread } from '@meanwhile/wire/records.ts';
import { Paperclip } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Button } from '../../../parts/button.tsx';
import { IconButton } from '../../../parts/icon-button.tsx';
import { notify } from '../../../parts/toast.tsx';
import { useCommands } from '../../../shell/commands.ts';
import { focusKeys } from '../../../shell/keys.ts';
import { useMe } from '../../../sync/me.ts';
import { useLooking } from '../../../sync/presence.ts';
import { say } from '../../../words/say.ts';
import type { ComposerMode } from '../inbox-state.ts';
import { ModeSwitch, Whereto } from './composer-head.tsx';
import { begunWith, crossedBy } from './crossed.ts';
import { CrossedStrip } from './crossed-strip.tsx';
import { DraftFiles } from './draft-files.tsx';
import { DraftState, SavedWords } from './draft-state.tsx';
import { discardDraft, isWritten, noteRead, readDraft, useDraft } from './drafts.ts';
import type { FieldHandle } from './field-handle.ts';
import { ReplyField } from './reply-field.tsx';
import { addNote } from './send.ts';
import { lastChoice } from './send-choice.ts';
import type { SendChoice } from './send-choice.ts';
import { SendButtons, sendKeys } from './send-buttons.tsx';
import type { Trigger } from './suggest.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { useCalled } from './use-called.ts';
import { useDetails } from './use-details.ts';
import { useLinkOffer } from './use-link-offer.ts';
import { useSuggestions } from './use-suggestions.ts';
import { useUploads } from './use-uploads.ts';
import { WayState } from './ways.tsx';

const Checks = lazy(async () => ({ default: (await import('./checks/checks.tsx')).Checks }));
const LaterDialog = lazy(async () => ({ default: (await import('./later-dialog.tsx')).LaterDialog }));

export interface ComposerProps {
  readonly row: CaseRow;
  /** Of the whole thread; undefined until it is there. */
  readonly messages: readonly Message[] | undefined;
  readonly commitments: readonly Thread['commitments'][number][];
  /** The customer's language, for snippets in two. */
  readonly locale: string | null;
  readonly mode: ComposerMode;
  readonly onMode: (mode: ComposerMode) => void;
  /** Rises each time the field should get the focus. */
  readonly focusCount: number;
  readonly onSend: (choice: SendChoice, sendAt?: string) => void;
}

const inReplies: readonly Trigger[] = ['/'];
const inNotes: readonly Trigger[] = ['@'];

/** What crossed this draft, kept in step with where its writer began. */
function useCrossed(row: CaseRow, messages: readonly Message[] | undefined): readonly Message[] {
  const draft = useDraft(row.id);
  const memberId = useMe().data?.memberId ?? null;
  const own = useMemo(() => messages?.filter((one) => one.conversationId === row.conversationId), [messages, row.conversationId]);
  const written = isWritten(draft);
  useEffect(() => {
    if (own === undefined) return;
    if (written && draft.begunSeq === null) noteRead(row.id, begunWith(own, memberId));
    if (!written && draft.begunSeq !== null) noteRead(row.id, { begunSeq: null, readIds: [] });
  }, [row.id, own, written, draft.begunSeq, memberId]);
  return useMemo(() => (written ? crossedBy(own ?? [], draft, memberId) : []), [own, written, draft, memberId]);
}

export function Composer({ row, messages, commitments, locale, mode, onMode, focusCount, onSend }: ComposerProps) {
  const draft = useDraft(row.id);
  const uploads = useUploads(row.id);
  const handle = useRef<FieldHandle>(null);
  const picker = useRef<HTMLInputElement>(null);
  const gate = useRef<(() => boolean) | null>(null);
  const held = useRef<{ readonly caseId: string; readonly choice: SendChoice; readonly sendAt: string | undefined } | null>(null);
  const listId = useId();
  const crossed = useCrossed(row, messages);
  const [askCount, setAskCount] = useState(0);
  const [isPlanning, setPlanning] = useState(false);
  const isNote = mode === 'note';
  const onReply = useCallback(() => onMode('reply'), [onMode]);
  const called = useCalled({ row, locale, handle, onReply });
  useDetails({ row, locale, handle, onReply });
  useLinkOffer({ row, handle, onReply });
  const suggestions = useSuggestions(handle, isNote ? inNotes : inReplies, called);
  const canSend = isNote
    ? draft.note.trim() !== ''
    : isWritten(draft) && uploads.pending.every((file) => file.failed !== null) && draft.state !== 'conflict';

  useLooking(row.id, isNote ? draft.note : draft.text);
  useEffect(() => {
    if (focusCount > 0) handle.current?.focus();
  }, [focusCount, mode]);

  /** Past the checks; what they hold back leaves later in the way that was chosen. */
  const pass = (choice: SendChoice, sendAt?: string) => {
    const isHeld = gate.current?.() === true;
    held.current = isHeld ? { caseId: row.id, choice, sendAt } : null;
    if (!isHeld) onSend(choice, sendAt);
  };
  const submit = (choice: SendChoice, sendAt?: string) => {
    if (!canSend) return;
    if (isNote) void addNote(row);
    else if (crossed.length > 0) setAskCount((count) => count + 1);
    else pass(choice, sendAt);
  };
  const later = useCallback(() => setPlanning(true), []);
  useLaterCommand(canSend && !isNote ? later : null);
  const read = () => noteRead(row.id, { readIds: [...readDraft(row.id).readIds, ...crossed.map((one) => one.id)] });
  const onKeyDown = (event: KeyboardEvent) => {
    if (suggestions.onKeyDown(event)) return;
    if (event.key === 'Escape') focusKeys();
    else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      if (!event.shiftKey) submit(lastChoice());
      else if (canSend && !isNote) later();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onFiles = (files: readonly File[], inText: boolean) =>
    uploads.add(files, inText ? (file) => handle.current?.picture?.(file.id, file.name) ?? false : undefined);
  return (
    <section
      aria-label={say(isNote ? 'composer.noteField' : 'composer.replyField')}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        if (event.isDefaultPrevented() || event.dataTransfer.files.length === 0 || isNote) return;
        event.preventDefault();
        uploads.add([...event.dataTransfer.files]);
      }}
      className={`m-3 rounded border focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent-text md:m-4 ${isNote ? 'border-dashed border-edge bg-paper' : 'border-edge bg-surface'}`}
    >
      {suggestions.items.length > 0 && (
        <>
          <SuggestionList
            id={listId}
            label={say(isNote ? 'suggest.people' : 'suggest.snippets')}
            items={suggestions.items}
            at={suggestions.at}
            onAt={suggestions.setAt}
          />
          <p role="status" className="sr-only">
            {suggestions.items[suggestions.at]?.name}
          </p>
        </>
      )}
      {!isNote && (
        <CrossedStrip
          row={row}
          crossed={crossed}
          askCount={askCount}
          onRead={read}
          onSend={() => {
            read();
            if (canSend) pass(lastChoice());
          }}
          onDiscard={() => {
            discardDraft(row.id);
            notify({ title: say('crossed.discarded') });
          }}
        />
      )}
      <div className="flex flex-wrap items-center gap-x-3 px-2 pt-1">
        <ModeSwitch mode={mode} onMode={onMode} />
        <Whereto row={row} mode={mode} />
      </div>
      {!isNote && <WayState row={row} />}
      {!isNote && <DraftState caseId={row.id} draft={draft} />}
      <ReplyField row={row} mode={mode} draft={draft} handle={handle} onKeyDown={onKeyDown} onCaret={suggestions.look} onFiles={onFiles} />
      {!isNote && <DraftFiles caseId={row.id} files={draft.files} uploads={uploads} />}
      {!isNote && messages !== undefined && (
        <Suspense fallback={null}>
          <Checks
            key={row.id}
            {...{ row, messages, commitments, locale, gate, handle }}
            onSend={() => {
              const waiting = held.current?.caseId === row.id ? held.current : null;
              if (canSend) pass(waiting?.choice ?? lastChoice(), waiting?.sendAt);
            }}
          />
        </Suspense>
      )}
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
                handle.current?.focus();
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
          <SendButtons canSend={canSend} onSend={submit} onLater={later} />
        )}
      </div>
      {isPlanning && (
        <Suspense fallback={null}>
          <LaterDialog onClose={() => setPlanning(false)} onChoose={(sendAt) => submit(lastChoice(), sendAt)} />
        </Suspense>
      )}
    </section>
  );
}

/** “Send later” in the command bar, while there is something to send. */
function useLaterCommand(run: (() => void) | null): void {
  const commands = useMemo(
    () => (run === null ? [] : [{ id: 'send-later', label: say('later.title'), group: say('command.here'), run }]),
    [run],
  );
  useCommands('send-later', commands);
}
