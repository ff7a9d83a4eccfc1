/** What is open in the inbox, where is the cursor, and what comes next? The address says view and case; the rest lives as long as the screen. */
import type { BulkDeed } from '@meanwhile/wire/case-bulk.ts';
import type { CaseFilter } from '@meanwhile/wire/case-list.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useCallback, useMemo, useState } from 'react';
import { isView } from '../../links.ts';
import type { View } from '../../links.ts';
import { useNamedParts } from '../../route-params.ts';
import { doForAll } from '../../sync/bulk.ts';
import { useCaseList, useThreadCase } from '../../sync/cases.ts';
import { useListChoice } from '../../sync/list-choice.ts';
import { useAgents } from '../../sync/people.ts';
import { useMoves } from './inbox-moves.ts';
import { useSelection } from './list/use-selection.ts';
import type { Selection } from './list/use-selection.ts';

export type ComposerMode = 'reply' | 'note';
export type InboxDialog = 'snooze' | 'assign' | 'merge' | 'split' | 'search' | 'filter' | 'first' | 'fact' | 'incident' | null;

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

export function useInbox(): Inbox {
  const params = useNamedParts();
  const view: View = isView(params['view']) ? params['view'] : 'next';
  const openId = params['caseId'] ?? null;
  const { filter } = useListChoice();
  const pages = useCaseList(view, filter).data;
  const rows = useMemo(() => {
    const once = new Map((pages?.pages ?? []).flatMap((page) => page.items).map((row) => [row.id, row]));
    return [...once.values()];
  }, [pages]);
  const selection = useSelection(rows, `${view} ${JSON.stringify(filter)}`);
  const agents = useAgents().data;
  const doForChosen = useCallback(
    (deed: BulkDeed) => {
      const people = new Map((agents ?? []).map((agent) => [agent.id, agent.name]));
      void doForAll(selection.rows, deed, { people });
      selection.clear();
    },
    [agents, selection],
  );
  const [dialog, setDialog] = useState<InboxDialog>(null);
  const [mode, setMode] = useState<ComposerMode>('reply');
  const [focusCount, setFocusCount] = useState(0);
  const { cursorId, open, close, move, reach, goOn } = useMoves({
    view,
    openId,
    rows,
    selection,
    onOpen: () => {
      setMode('reply');
      setFocusCount(0);
    },
  });
  const write = useCallback((wanted: ComposerMode) => {
    setMode(wanted);
    setFocusCount((count) => count + 1);
  }, []);
  const listed = rows.find((row) => row.id === cursorId);
  // A case opened by a link need not stand in the list: the keys wait for its thread.
  const opened = useThreadCase(listed === undefined ? openId : null);
  const subject = listed ?? opened;
  const cursor = useMemo(
    () => ({ openId, cursorId, open, close, move, reach, goOn, subject }),
    [openId, cursorId, open, close, move, reach, goOn, subject],
  );
  const field = useMemo(() => ({ dialog, setDialog, mode, setMode, focusCount, write }), [dialog, mode, focusCount, write]);
  // The same thing while nothing in it changed: commands are registered anew with each new one.
  return useMemo(
    () => ({ view, filter, rows, selection, doForChosen, ...cursor, ...field }),
    [view, filter, rows, selection, doForChosen, cursor, field],
  );
}
