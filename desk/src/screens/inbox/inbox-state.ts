/** What is open in the inbox, where is the cursor, and what comes next? The address says view and case; the rest lives as long as the screen. */
import { useNavigate } from '@tanstack/react-router';
import type { BulkDeed } from '@meanwhile/wire/case-bulk.ts';
import type { CaseFilter } from '@meanwhile/wire/case-list.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useCallback, useMemo, useRef, useState } from 'react';
import { isView, links } from '../../links.ts';
import type { View } from '../../links.ts';
import { useNamedParts } from '../../route-params.ts';
import { doForAll } from '../../sync/bulk.ts';
import { knownRow, prefetchThread, useCaseList } from '../../sync/cases.ts';
import { useListChoice } from '../../sync/list-choice.ts';
import { useAgents } from '../../sync/people.ts';
import { useSelection } from './list/use-selection.ts';
import type { Selection } from './list/use-selection.ts';

export type ComposerMode = 'reply' | 'note';
export type InboxDialog = 'snooze' | 'assign' | 'merge' | 'split' | 'search' | 'filter' | 'first' | null;

export interface Inbox {
  readonly view: View;
  /** Narrows the view; empty: all of it. */
  readonly filter: CaseFilter;
  readonly rows: readonly CaseRow[];
  readonly selection: Selection;
  /** Does it to every chosen row, and chooses none afterwards. */
  readonly doForChosen: (deed: BulkDeed) => void;
  readonly openId: string | null;
  readonly cursorId: string | null;
  readonly dialog: InboxDialog;
  readonly setDialog: (dialog: InboxDialog) => void;
  readonly mode: ComposerMode;
  readonly setMode: (mode: ComposerMode) => void;
  readonly focusCount: number;
  /** Puts the focus into the field for a reply or a note. */
  readonly write: (mode: ComposerMode) => void;
  readonly open: (caseId: string) => void;
  readonly close: () => void;
  /** By how many rows; opens the row where a case is open already. */
  readonly move: (by: 1 | -1) => void;
  /** Moves by one row and chooses the one left and the one met. */
  readonly reach: (by: 1 | -1) => void;
  /** To the case after this one in the list as it stands now; back to the list where there is none. */
  readonly goOn: (fromId: string) => void;
  /** The row the letters act on: the open case, else the one at the cursor. */
  readonly subject: CaseRow | undefined;
}

/** The row to go to when `fromId` leaves: the one below, else the one above. */
export function rowAfter(rows: readonly CaseRow[], fromId: string): CaseRow | undefined {
  const at = rows.findIndex((row) => row.id === fromId);
  return at === -1 ? rows[0] : (rows[at + 1] ?? rows[at - 1]);
}

export function useInbox(): Inbox {
  const params = useNamedParts();
  const view: View = isView(params['view']) ? params['view'] : 'next';
  const openId = params['caseId'] ?? null;
  const navigate = useNavigate();
  const { filter } = useListChoice();
  const pages = useCaseList(view, filter).data;
  const rows = useMemo(() => {
    const once = new Map((pages?.pages ?? []).flatMap((page) => page.items).map((row) => [row.id, row]));
    return [...once.values()];
  }, [pages]);
  const selection = useSelection(rows, `${view} ${JSON.stringify(filter)}`);
  const agents = useAgents().data;
  const doForChosen = (deed: BulkDeed) => {
    const people = new Map((agents ?? []).map((agent) => [agent.id, agent.name]));
    void doForAll(selection.rows, deed, { people });
    selection.clear();
  };
  const [cursor, setCursor] = useState<string | null>(null);
  const [dialog, setDialog] = useState<InboxDialog>(null);
  const [mode, setMode] = useState<ComposerMode>('reply');
  const [focusCount, setFocusCount] = useState(0);
  const cursorId = openId ?? cursor;
  const latest = useRef(rows);
  latest.current = rows;

  const open = useCallback(
    (caseId: string) => {
      setMode('reply');
      setFocusCount(0);
      setCursor(caseId);
      void navigate({ to: links.case(view, caseId) });
    },
    [navigate, view],
  );
  const close = useCallback(() => {
    setCursor(openId);
    void navigate({ to: links.inbox(view) });
  }, [navigate, view, openId]);
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
  const reach = (by: 1 | -1) => {
    const at = rows.findIndex((row) => row.id === cursorId);
    const [here, next] = [rows[at], rows[at === -1 ? 0 : at + by]];
    if (here !== undefined && !selection.ids.has(here.id)) selection.toggle(here.id);
    if (next === undefined) return;
    if (!selection.ids.has(next.id)) selection.toggle(next.id);
    setCursor(next.id);
  };
  const goOn = useCallback(
    (fromId: string) => {
      const next = rowAfter(latest.current, fromId);
      if (next === undefined || next.id === fromId) close();
      else open(next.id);
    },
    [open, close],
  );
  const write = useCallback((wanted: ComposerMode) => {
    setMode(wanted);
    setFocusCount((count) => count + 1);
  }, []);
  const subject = rows.find((row) => row.id === cursorId) ?? (openId === null ? undefined : knownRow(openId));
  return {
    view,
    filter,
    rows,
    selection,
    doForChosen,
    reach,
    openId,
    cursorId,
    dialog,
    setDialog,
    mode,
    setMode,
    focusCount,
    write,
    open,
    close,
    move,
    goOn,
    subject,
  };
}
