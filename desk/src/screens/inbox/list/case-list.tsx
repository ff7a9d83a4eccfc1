/** The list of one view: virtual, endless, with a cursor that keys move. Order is the server's. */
import { useVirtualizer } from '@tanstack/react-virtual';
import type { CaseFilter } from '@meanwhile/wire/case-list.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useCallback, useEffect, useRef } from 'react';
import type { View } from '../../../links.ts';
import { ErrorState } from '../../../parts/error-state.tsx';
import { Skeleton } from '../../../parts/skeleton.tsx';
import { useCaseList } from '../../../sync/cases.ts';
import { useNow } from '../../../sync/clock.ts';
import { useTopics } from '../../../sync/people.ts';
import { say } from '../../../words/say.ts';
import { EmptyList } from './empty-list.tsx';
import { Row, rowHeight } from './case-row.tsx';
import type { Selection } from './use-selection.ts';
import { useAnchor } from './use-anchor.ts';

/** Room below the last row, so that it can be scrolled out from under what is said in the corner above it (`parts/toast.tsx`), two at once. */
const saidHeight = 132;

export interface CaseListProps {
  readonly view: View;
  readonly filter: CaseFilter;
  readonly rows: readonly CaseRow[];
  readonly openId: string | null;
  readonly cursorId: string | null;
  readonly selection: Selection;
  /** Moves the cursor by one and chooses what it leaves and meets. */
  readonly onReach: (by: 1 | -1) => void;
}

export function CaseList({ view, filter, rows, openId, cursorId, selection, onReach }: CaseListProps) {
  const list = useCaseList(view, filter);
  const nowAt = useNow();
  const topics = useTopics().data;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
    paddingEnd: saidHeight,
    // Rows may come a frame after the wheel: eight stand ready on each side, and drawing them at once held every frame up.
    useFlushSync: false,
  });
  useAnchor(scroller, rows, rowHeight);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const lastShown = virtual.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= rows.length - 15) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastShown, rows.length]);

  const isShown = !list.isPending;
  useEffect(() => {
    // Letters act at once; a field that has the focus keeps it.
    if (isShown && openId === null && (document.activeElement === document.body || document.activeElement?.closest('nav') != null))
      scroller.current?.focus({ preventScroll: true });
  }, [isShown, openId]);

  const cursorAt = rows.findIndex((row) => row.id === cursorId);
  useEffect(() => {
    if (cursorAt >= 0) virtual.scrollToIndex(cursorAt, { align: 'auto' });
    // Only when the cursor itself moves: rows moving around it must not scroll the list.
  }, [cursorId]);

  const choose = useCallback(
    (caseId: string, isStretch: boolean) => (isStretch ? selection.reach(caseId) : selection.toggle(caseId)),
    [selection],
  );

  if (list.isPending) return <Skeleton rows={8} />;
  if (list.isError && rows.length === 0) return <ErrorState onRetry={() => void list.refetch()} />;
  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label={`${say('inbox.list')}: ${say(`view.${view}`)}`}
      aria-activedescendant={cursorAt >= 0 && cursorId !== null ? `row-${cursorId}` : undefined}
      aria-multiselectable
      tabIndex={0}
      onKeyDown={(event) => {
        // Shift with an arrow chooses on the way; the arrow alone only moves.
        const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (!event.shiftKey || by === 0 || openId !== null) return;
        event.preventDefault();
        onReach(by);
      }}
      data-keys="list"
      className="focus-inset min-h-0 flex-1 overflow-y-auto overscroll-contain outline-none focus-visible:outline-2"
    >
      {rows.length === 0 ? (
        <div role="presentation">
          <EmptyList view={view} filter={filter} />
        </div>
      ) : (
        <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <div
                key={item.key}
                role="presentation"
                className="absolute inset-x-0 top-0 transition-transform duration-150 ease-out"
                style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
              >
                <Row
                  row={row}
                  view={view}
                  nowAt={nowAt}
                  isOpen={row.id === openId}
                  isAtCursor={row.id === cursorId}
                  isChosen={selection.ids.has(row.id)}
                  hasChosen={selection.ids.size > 0}
                  onChoose={choose}
                  topic={row.topicId === null ? undefined : topics?.find((topic) => topic.id === row.topicId)?.name}
                />
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}
