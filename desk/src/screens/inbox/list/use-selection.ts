/** Which rows are chosen, for one deed on all of them? Chosen by key, by box, or as a stretch; another view or filter starts anew. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useCallback, useEffect, useMemo, useState } from 'react';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** The chosen rows that are still in the list. */
  readonly rows: readonly CaseRow[];
  readonly toggle: (caseId: string) => void;
  /** Chooses everything between the last one chosen and this one. */
  readonly reach: (caseId: string) => void;
  readonly clear: () => void;
}

const none: ReadonlySet<string> = new Set();

export function useSelection(list: readonly CaseRow[], listKey: string): Selection {
  const [ids, setIds] = useState(none);
  const [anchor, setAnchor] = useState<string | null>(null);
  const clear = useCallback(() => {
    setIds(none);
    setAnchor(null);
  }, []);
  useEffect(clear, [clear, listKey]);
  const toggle = useCallback((caseId: string) => {
    setAnchor(caseId);
    setIds((before) => {
      const next = new Set(before);
      if (!next.delete(caseId)) next.add(caseId);
      return next;
    });
  }, []);
  const reach = useCallback(
    (caseId: string) => {
      const at = list.findIndex((row) => row.id === caseId);
      const from = list.findIndex((row) => row.id === anchor);
      if (at === -1) return;
      const stretch = list.slice(Math.min(at, from === -1 ? at : from), Math.max(at, from) + 1);
      if (from === -1) setAnchor(caseId);
      setIds((before) => new Set([...before, ...stretch.map((row) => row.id)]));
    },
    [list, anchor],
  );
  return useMemo(() => ({ ids, rows: list.filter((row) => ids.has(row.id)), toggle, reach, clear }), [ids, list, toggle, reach, clear]);
}
