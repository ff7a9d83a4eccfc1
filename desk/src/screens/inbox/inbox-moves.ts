/** How does one get from row to row? The cursor of the list and the case that is open, by keys or by what was just done; the address says what is open. */
import { useNavigate } from '@tanstack/react-router';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { links } from '../../links.ts';
import type { View } from '../../links.ts';
import { prefetchThread } from '../../sync/cases.ts';
import type { Inbox } from './inbox-state.ts';
import type { Selection } from './list/use-selection.ts';

/** The row to go to when `fromId` leaves: the one below, else the one above. */
export function rowAfter(rows: readonly CaseRow[], fromId: string): CaseRow | undefined {
  const at = rows.findIndex((row) => row.id === fromId);
  return at === -1 ? rows[0] : (rows[at + 1] ?? rows[at - 1]);
}

export interface MovesOf {
  readonly view: View;
  readonly openId: string | null;
  readonly rows: readonly CaseRow[];
  readonly selection: Selection;
  /** A case is opened: what was set for the one before is over. */
  readonly onOpen: () => void;
}

export type Moves = Pick<Inbox, 'cursorId' | 'open' | 'close' | 'move' | 'reach' | 'goOn'>;

export function useMoves({ view, openId, rows, selection, onOpen: opened }: MovesOf): Moves {
  const navigate = useNavigate();
  const [cursor, setCursor] = useState<string | null>(null);
  const latestOpened = useRef(opened);
  latestOpened.current = opened;
  const onOpen = useCallback(() => latestOpened.current(), []);
  // Here, and not when a case is opened: that would draw the case being left once more.
  if (openId !== null && cursor !== openId) setCursor(openId);
  const cursorId = openId ?? cursor;
  const latest = useRef(rows);
  latest.current = rows;

  // Whatever is done to this case, the one after it comes next: its conversation is there before it is asked for, as that of the first in the list is.
  const afterId = (openId === null ? rows[0] : rowAfter(rows, openId))?.id;
  useEffect(() => {
    if (afterId !== undefined) prefetchThread(afterId);
  }, [afterId]);

  const open = useCallback(
    (caseId: string) => {
      onOpen();
      void navigate({ to: links.case(view, caseId) });
    },
    [navigate, view, onOpen],
  );
  const close = useCallback(() => {
    void navigate({ to: links.inbox(view) });
  }, [navigate, view]);
  const move = useCallback(
    (by: 1 | -1) => {
      const list = latest.current;
      const at = list.findIndex((row) => row.id === cursorId);
      const next = at === -1 ? list[0] : list[at + by];
      if (next === undefined) return;
      const beyond = list[list.indexOf(next) + by];
      prefetchThread(next.id);
      if (beyond !== undefined && openId !== null) prefetchThread(beyond.id);
      if (openId === null) setCursor(next.id);
      else open(next.id);
    },
    [cursorId, openId, open],
  );
  const reach = useCallback(
    (by: 1 | -1) => {
      const at = rows.findIndex((row) => row.id === cursorId);
      const [here, next] = [rows[at], rows[at === -1 ? 0 : at + by]];
      if (here !== undefined && !selection.ids.has(here.id)) selection.toggle(here.id);
      if (next === undefined) return;
      if (!selection.ids.has(next.id)) selection.toggle(next.id);
      setCursor(next.id);
    },
    [rows, cursorId, selection],
  );
  const goOn = useCallback(
    (fromId: string) => {
      const next = rowAfter(latest.current, fromId);
      if (next === undefined || next.id === fromId) close();
      else open(next.id);
    },
    [open, close],
  );
  return { cursorId, open, close, move, reach, goOn };
}
