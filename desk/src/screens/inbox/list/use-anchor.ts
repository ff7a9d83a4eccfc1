/** Keeps what is being read in place when rows come or go above it. Works because every row has the same height. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';

export function useAnchor(scroller: RefObject<HTMLElement | null>, rows: readonly CaseRow[], rowHeightPx: number): void {
  const before = useRef<readonly CaseRow[]>(rows);
  useLayoutEffect(() => {
    const element = scroller.current;
    const old = before.current;
    before.current = rows;
    if (element === null || old === rows || element.scrollTop < rowHeightPx) return;
    const top = Math.floor(element.scrollTop / rowHeightPx);
    // The first row still there tells how far everything moved.
    for (let index = top; index < old.length && index < top + 20; index += 1) {
      const now = rows.findIndex((row) => row.id === old[index]?.id);
      if (now === -1) continue;
      if (now !== index) element.scrollTop += (now - index) * rowHeightPx;
      return;
    }
  }, [scroller, rows, rowHeightPx]);
}
