/** Somebody answered, or the customer wrote, while this was being written: what came in, and the choice to send all the same or not at all. */
import type { CaseRow, Message } from '@meanwhile/wire/records.ts';
import { useEffect, useRef } from 'react';
import { Button } from '../../../parts/button.tsx';
import { say } from '../../../words/say.ts';
import { nameOf } from '../list/due.ts';

export interface CrossedStripProps {
  readonly row: CaseRow;
  readonly crossed: readonly Message[];
  /** Rises each time sending was tried: then it takes the focus. */
  readonly askCount: number;
  readonly onRead: () => void;
  readonly onSend: () => void;
  readonly onDiscard: () => void;
}

const shownChars = 280;

export function CrossedStrip({ row, crossed, askCount, onRead, onSend, onDiscard }: CrossedStripProps) {
  const first = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (askCount > 0) first.current?.focus();
  }, [askCount]);
  if (crossed.length === 0) return null;
  const byColleague = crossed.find((one) => one.author.kind !== 'customer');
  return (
    <div
      ref={first}
      tabIndex={-1}
      role="alert"
      className="flex flex-col gap-2 border-b border-line bg-paper px-3 py-2 text-small outline-none focus-visible:outline-2"
    >
      <p className="font-medium">
        {byColleague === undefined
          ? say('crossed.customer', { name: nameOf(row) })
          : say('crossed.colleague', { name: byColleague.author.name ?? say('crossed.somebody') })}
      </p>
      <ul className="flex max-h-32 flex-col gap-1 overflow-y-auto">
        {crossed.map((one) => (
          <li key={one.id} className="text-muted wrap-anywhere">
            <span className="font-medium text-ink">{one.author.name ?? nameOf(row)}:</span>{' '}
            {(one.visibleText ?? one.text).slice(0, shownChars)}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button size="small" onClick={onRead}>
          {say('crossed.read')}
        </Button>
        <Button size="small" onClick={onSend}>
          {say('crossed.send')}
        </Button>
        <Button size="small" onClick={onDiscard}>
          {say('crossed.discard')}
        </Button>
      </div>
    </div>
  );
}
