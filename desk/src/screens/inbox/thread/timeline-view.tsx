/** The conversation itself: opens at its end, keeps its place when earlier messages come, and follows new ones only for who is at the end. */
import type { CaseRow, CommitmentRecord, Message, Note } from '@meanwhile/wire/records.ts';
import { ArrowDown } from 'lucide-react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { useNow } from '../../../sync/clock.ts';
import { say } from '../../../words/say.ts';
import { dayWords, localDay } from '../../../words/times.ts';
import { nameOf } from '../list/due.ts';
import { MessageItem } from './message-item.tsx';
import { NoteItem } from './note-item.tsx';
import { timelineOf } from './timeline.ts';
import type { TimelineEntry } from './timeline.ts';

export interface TimelineViewProps {
  readonly row: CaseRow;
  readonly others: readonly CaseRow[];
  readonly messages: readonly Message[];
  readonly notes: readonly Note[];
  readonly commitments: readonly CommitmentRecord[];
  readonly memberId: string | null;
  readonly hasEarlier: boolean;
  readonly isLoadingEarlier: boolean;
  readonly onEarlier: () => void;
}

function Line({ children }: { readonly children: string }) {
  return (
    <div className="flex items-center gap-3 px-4 pt-4 pb-1 text-small text-faint md:px-6">
      <span className="h-px flex-1 bg-line" />
      <span>{children}</span>
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

function Entry({ entry, props, nowAt }: { readonly entry: TimelineEntry; readonly props: TimelineViewProps; readonly nowAt: number }) {
  if (entry.kind === 'day') return <Line>{dayWords(entry.at, nowAt)}</Line>;
  if (entry.kind === 'note') return <NoteItem note={entry.note} />;
  if (entry.kind === 'message') {
    return (
      <MessageItem
        message={entry.message}
        told={entry.told}
        joins={entry.joins}
        memberId={props.memberId}
        customerName={nameOf(props.row)}
      />
    );
  }
  const begun = [props.row, ...props.others].find((row) => row.id === entry.caseId);
  return begun === undefined ? null : <Line>{say('thread.caseBegins', { n: begun.number })}</Line>;
}

const nearEndPx = 120;

/** The end stays in view for who is there; what is being read stays where it is for everyone else. */
function usePlace(firstKey: string | undefined, lastKey: string | undefined) {
  const scroller = useRef<HTMLDivElement>(null);
  const place = useRef({ firstKey, lastKey, height: 0, isAtEnd: true });
  const [hasNew, setHasNew] = useState(false);
  const toEnd = () => {
    const element = scroller.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
    setHasNew(false);
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const before = place.current;
    if (before.isAtEnd) element.scrollTop = element.scrollHeight;
    else if (before.firstKey !== firstKey) element.scrollTop += element.scrollHeight - before.height;
    else if (before.lastKey !== lastKey) setHasNew(true);
    place.current = { ...before, firstKey, lastKey, height: element.scrollHeight };
  }, [firstKey, lastKey]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // Pictures, frames and the composer change the height after the first draw.
    const watcher = new ResizeObserver(() => {
      if (place.current.isAtEnd) element.scrollTop = element.scrollHeight;
    });
    watcher.observe(element);
    for (const child of element.children) watcher.observe(child);
    return () => watcher.disconnect();
  }, []);
  useLayoutEffect(() => {
    // Letters go on acting when another case is opened.
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  }, []);
  const onScroll = () => {
    const element = scroller.current;
    if (element === null) return;
    place.current.isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx;
    if (place.current.isAtEnd) setHasNew(false);
  };
  return { scroller, onScroll, hasNew, toEnd };
}

export function TimelineView(props: TimelineViewProps) {
  const { messages, notes, commitments } = props;
  const nowAt = useNow();
  const entries = useMemo(() => timelineOf({ messages, notes, commitments, dayOf: localDay }), [messages, notes, commitments]);
  const { scroller, onScroll, hasNew, toEnd } = usePlace(entries[1]?.key, entries.at(-1)?.key);
  return (
    <div className="relative min-h-0 flex-1 low:h-[75vh] low:flex-none">
      <div
        ref={scroller}
        onScroll={onScroll}
        data-keys="thread"
        data-thread={props.row.id}
        tabIndex={0}
        role="log"
        aria-label={say('thread.label')}
        className="focus-inset h-full overflow-y-auto overscroll-contain outline-none focus-visible:outline-2"
      >
        <div className="mx-auto flex min-h-full w-full max-w-280 flex-col justify-end py-2">
          {props.hasEarlier ? (
            <Button weight="plain" className="self-center" busy={props.isLoadingEarlier} onClick={props.onEarlier}>
              {say('thread.earlier')}
            </Button>
          ) : (
            <p className="px-4 pt-2 text-center text-small text-faint">{say('thread.start')}</p>
          )}
          {entries.map((entry) => (
            <Entry key={entry.key} entry={entry} props={props} nowAt={nowAt} />
          ))}
        </div>
      </div>
      {hasNew && (
        <Button className="absolute bottom-3 left-1/2 -translate-x-1/2" icon={<ArrowDown size={14} aria-hidden />} onClick={toEnd}>
          {say('thread.newBelow')}
        </Button>
      )}
    </div>
  );
}
