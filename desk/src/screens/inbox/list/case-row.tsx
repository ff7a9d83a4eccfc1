/** One case in the list: who, by which channel, what is unanswered, and when it is due. */
import { useNavigate } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { memo } from 'react';
import { links } from '../../../links.ts';
import type { View } from '../../../links.ts';
import { Avatar } from '../../../parts/avatar.tsx';
import { Chip } from '../../../parts/chip.tsx';
import { DueChip } from '../../../parts/due-chip.tsx';
import { prefetchThread } from '../../../sync/cases.ts';
import { say } from '../../../words/say.ts';
import { momentWords, shortWhen } from '../../../words/times.ts';
import { ChannelGlyph } from '../channel-glyph.tsx';
import { chipOf, dueReason, nameOf } from './due.ts';

export const rowHeight = 68;

export interface RowProps {
  readonly row: CaseRow;
  readonly view: View;
  readonly nowAt: number;
  readonly isOpen: boolean;
  readonly isAtCursor: boolean;
  readonly topic: string | undefined;
  readonly isChosen: boolean;
  /** Some row is chosen: every row shows its box. */
  readonly hasChosen: boolean;
  readonly onChoose: (caseId: string, isStretch: boolean) => void;
}

function ReadOut({ row, nowAt }: { readonly row: CaseRow; readonly nowAt: number }) {
  const chip = chipOf(row, nowAt);
  if (row.spam) return <Chip>{say('row.spam')}</Chip>;
  if (chip === null) return <span className="shrink-0 text-small text-faint">{shortWhen(row.lastMessageAt, nowAt)}</span>;
  return <DueChip tone={chip.tone} words={chip.words} {...(dueReason(row) === undefined ? {} : { title: dueReason(row) ?? '' })} />;
}

function secondLine(row: CaseRow): string {
  if (row.snoozedUntil !== null) return say('row.snoozed', { when: momentWords(row.snoozedUntil) });
  const text = row.unansweredText ?? row.lastText ?? row.subject ?? '';
  return text.trim() === '' ? say('row.noText') : text;
}

/** For the mouse; the keyboard has `x`, and the row itself says whether it is chosen. */
function Box({ row, isChosen, isShown, onChoose }: Pick<RowProps, 'row' | 'isChosen' | 'onChoose'> & { readonly isShown: boolean }) {
  return (
    <span
      aria-hidden
      data-choose
      title={say('bulk.choose')}
      onClick={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onChoose(row.id, event.shiftKey);
      }}
      className={`absolute inset-y-0 left-0 flex w-8 cursor-default items-center justify-center ${isShown ? '' : 'pointer-events-none opacity-0 group-hover:pointer-events-auto group-hover:opacity-100'}`}
    >
      <span
        className={`flex size-4 items-center justify-center rounded-sm border ${isChosen ? 'border-accent bg-accent text-on-accent' : 'border-faint bg-surface'}`}
      >
        {isChosen && <Check size={12} strokeWidth={3} />}
      </span>
    </span>
  );
}

/** A plain link: the router's own reckons its address anew in every row at every step from case to case. */
export const Row = memo(function Row({ row, view, nowAt, isOpen, isAtCursor, topic, isChosen, hasChosen, onChoose }: RowProps) {
  const navigate = useNavigate();
  const ground = isChosen || isOpen ? 'bg-accent-soft' : isAtCursor ? 'bg-sunken' : 'hover:bg-sunken/60';
  return (
    <a
      href={links.case(view, row.id)}
      id={`row-${row.id}`}
      role="option"
      aria-selected={isOpen}
      aria-checked={isChosen}
      tabIndex={-1}
      data-case={row.id}
      draggable={false}
      onMouseEnter={() => prefetchThread(row.id)}
      onClick={(event) => {
        // With a key held the browser opens it elsewhere.
        if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        void navigate({ to: links.case(view, row.id) });
      }}
      onMouseDown={(event) => {
        // The list keeps the focus, so it is never lost when the row moves away.
        event.preventDefault();
        event.currentTarget.closest<HTMLElement>('[data-keys]')?.focus({ preventScroll: true });
      }}
      className={`group relative flex h-full flex-col justify-center gap-1 border-b border-line pr-4 pl-8 select-none ${ground}`}
    >
      {isAtCursor && <span aria-hidden className="absolute inset-y-0 left-0 w-0.5 bg-accent" />}
      <Box row={row} isChosen={isChosen} isShown={isChosen || hasChosen} onChoose={onChoose} />
      <span className="flex items-center gap-2">
        <span className={`min-w-0 truncate ${row.ball === 'us' && row.state === 'open' ? 'font-semibold' : 'font-medium text-muted'}`}>
          {nameOf(row)}
        </span>
        <ChannelGlyph type={row.channelType} />
        <span className="ml-auto" />
        <ReadOut row={row} nowAt={nowAt} />
      </span>
      <span className="flex items-center gap-2 text-small text-muted">
        <span className="min-w-0 flex-1 truncate">{secondLine(row)}</span>
        {row.urgency !== null && <Chip tone="accent">{say(`row.urgent.${row.urgency}`)}</Chip>}
        {topic !== undefined && <Chip>{topic}</Chip>}
        {row.assignee !== null && (
          <span title={row.assignee.name} className="inline-flex">
            <Avatar name={row.assignee.name} size="small" />
            <span className="sr-only">{row.assignee.name}</span>
          </span>
        )}
      </span>
    </a>
  );
});
